"""The rows of this app, one noun a file."""

from tenants.models.audit import AuditEvent
from tenants.models.base import TenantManager, TenantModel, only
from tenants.models.job import Job
from tenants.models.keys import ApiKey, SiteKey
from tenants.models.tenant import Membership, Tenant

__all__ = ["ApiKey", "AuditEvent", "Job", "Membership", "SiteKey", "Tenant", "TenantManager", "TenantModel", "only"]

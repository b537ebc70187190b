"""The widget's files and the hosted chat, at the root of the site."""

from django.urls import path

from chat import assets

urlpatterns = [
    path("w/<str:build>/<str:name>", assets.asset, name="widget-asset"),
    path("c/<str:site_key>", assets.hosted, name="hosted-chat"),
]

"""What the converted model and the original are compared on: conversations as the platform has them."""

SYSTEM = "You are Robin, the assistant of Harbour Bikes. Answer from the passages and cite them like [1]."

CONVERSATIONS = [
    (
        "[1] Returns. You can send back any unused part within thirty days. Put the form from the box into the "
        "parcel, and write the order number on the outside. We refund the price to the card you paid with, "
        "usually five working days after the parcel has arrived. Worn tyres and opened tubes are not taken back."
        "\n\nQuestion: How long do I have to return a saddle that does not fit?",
        "You can return an unused saddle within thirty days of receiving it, together with the form from the "
        "box. The refund goes to the card you paid with, usually five working days after it has arrived [1].",
    ),
    (
        "[1] Opening hours. The workshop is open from Tuesday to Friday between nine and six, and on Saturdays "
        "until two. It is closed on Mondays and public holidays. [2] Repairs. A simple service takes two days "
        "and costs 65 euros; new brake pads are 18 euros per wheel. Please book a place before you come."
        "\n\nQuestion: What does a service cost, and can I come on Monday?",
        "A simple service costs 65 euros and takes two days [2]. The workshop is closed on Mondays, so please "
        "come between Tuesday and Saturday, and book a place before you come [1].",
    ),
    (
        "[1] Shipping. Parcels within the country cost 4.90 euros and take two to three working days. Whole "
        "bicycles are brought by a carrier, who calls you to agree on a day. We do not ship to islands."
        "\n\nQuestion: Which of your bicycles is the best one for a long tour through Norway in winter?",
        "I could not find that in what I know about Harbour Bikes. I can help with shipping, returns, repairs "
        "and opening hours, or put you in touch with somebody from the team who knows the bicycles well.",
    ),
    (
        "Write a short note to the team about the new stock of lamps, the discount for regular customers and "
        "what to say when somebody asks for a bicycle that has been sold out since last summer.",
        "Dear team, the new lamps have arrived and are on the second shelf next to the till. Regular customers "
        "get ten percent off until the end of the month. If somebody asks for the blue touring bicycle, please "
        "say that it is sold out, that the next delivery is expected in March, and offer to write down their "
        "name and telephone number so that we can call them. Thank you all, and have a good week.",
    ),
]

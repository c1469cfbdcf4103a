"""The faces that speak HTTP: for now the API, on this machine only.

`northline.web.api` says what there is to ask, `northline.web.guard` who may ask, and
`northline.web.server` where it listens.  ``python -m northline.web`` is the process.
"""

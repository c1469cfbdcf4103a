"""Where the stages meet: feeds, engines, decisions and exercises over one ledger.

`northline.app.node.Node` is the one facade; command line and web stand on it.  Importing this
package decides where numba keeps compiled kernels, before anything imports numba.
"""

from northline.app.kernels import keep_compiled_kernels

keep_compiled_kernels()

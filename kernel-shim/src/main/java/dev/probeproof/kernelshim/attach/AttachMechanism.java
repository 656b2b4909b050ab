// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.kernel.AttachPoint;

/** One way to attach a program. The table of them is {@link AttachMechanisms}. */
interface AttachMechanism<P extends AttachPoint> {
    /** The kind of attach point that it serves. */
    Class<P> serves();

    /**
     * Attaches.
     *
     * @return what keeps the program attached; closing it takes the program off again
     * @throws dev.probeproof.loader.kernel.KernelException with the errno and what it means here
     * @throws dev.probeproof.loader.kernel.UnsupportedFeatureException if this kernel lacks the mechanism
     */
    OpenResources attach(int programFd, P point);
}

// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

/** Which memory a dereference reads; on many architectures the two share no addresses. */
public enum AddressSpaceKind {
    KERNEL,
    USER
}

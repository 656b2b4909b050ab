// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

/** Which memory a dereference reads; on many architectures the two share no addresses. */
public enum AddressSpaceKind {
    KERNEL,
    USER
}

// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;

/**
 * What a program must know of the kernel it will run on: a value that either backend can hand out and a test can build
 * from a file, so that the same object relocates to the same bytes everywhere.
 *
 * @param name how users call it: {@code 6.12-amd64}, a file name, {@code running}
 * @param release {@code uname -r}, or the part of it that is known
 */
public record TargetKernel(String name, String release, Arch arch, Btf btf, KernelSymbols symbols) {}

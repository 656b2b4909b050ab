// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.definition.FetchDialect;
import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchOperand;
import dev.probeproof.loader.definition.TextSlice;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * What perf writes for the kernel's {@code uprobe_events}, as {@code perf_opinion.sh} recorded it, and what a kernel fetches by
 * that from the machine's registers and memory.
 */
final class PerfSampleResolver implements SampleResolver {
    /** By place and expression. */
    private final Map<String, List<Answered>> answers = new HashMap<>();

    private final SampleBuild build;
    private final DebugInfo info;

    /** @param reason why there is no fetch; empty if there is one */
    private record Answered(long address, String fetch, String reason) {}

    PerfSampleResolver(SampleBuild build) {
        this.build = build;
        this.info = DebugInfo.open(build.elf());
        for (String line : lines()) {
            String[] parts = line.split(" ", 5);
            if (parts[0].equals(build.name())) {
                boolean fetched = !parts[3].equals("-");
                answers.computeIfAbsent(parts[1] + " " + parts[2], key -> new ArrayList<>())
                        .add(new Answered(
                                fetched ? address(Long.decode(parts[3])) : 0,
                                fetched ? parts[4] : "",
                                fetched ? "" : parts[4]));
            }
        }
    }

    static List<String> lines() {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(SampleBuild.bytes("perf.txt.gz")))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private long address(long fileOffset) {
        return build.elf().segments().stream()
                .filter(segment -> fileOffset >= segment.offset() && fileOffset < segment.offset() + segment.fileSize())
                .mapToLong(segment -> segment.address() + fileOffset - segment.offset())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Answer resolve(MachineStop stop, String function, String expression) {
        boolean here = info.scopesAt(stop.address())
                .flatMap(scopes -> scopes.innermostFunction().name())
                .filter(function::equals)
                .isPresent();
        if (!here) {
            return new OutOfScope();
        }
        String reason = "perf names no place of that line";
        for (String place : build.lines().getOrDefault(stop.address(), List.of())) {
            for (Answered answer : answers.getOrDefault(place + " " + expression, List.of())) {
                if (answer.address() == stop.address() && !answer.fetch().isEmpty()) {
                    return fetch(answer.fetch(), stop);
                }
                reason = answer.reason().isEmpty() ? "perf probes another address of that line" : answer.reason();
            }
        }
        return new Unavailable(false, reason);
    }

    private Answer fetch(String text, MachineStop stop) {
        if (text.startsWith("\\deade12d")) {
            return new Unavailable(false, "perf writes \\deade12d, which the kernel refuses");
        }
        if (text.startsWith("@")) {
            return new Unavailable(false, "perf writes @symbol, which the kernel refuses for programs");
        }
        FetchExpression fetch = FetchExpression.parse(new TextSlice(text, 0, text.length()), FetchDialect.KERNEL);
        long value;
        if (fetch.operand() instanceof FetchOperand.Register register) {
            value = stop.registers().get(build.arch().register(register.name()).orElseThrow());
        } else if (fetch.operand() instanceof FetchOperand.Immediate immediate) {
            value = immediate.value();
        } else {
            return new Unavailable(false, "perf writes @symbol, which the kernel refuses for programs");
        }
        FetchLeaf leaf = fetch.leaf();
        for (int i = 0; i < fetch.derefs().size(); i++) {
            Deref deref = fetch.derefs().get(i);
            boolean last = i == fetch.derefs().size() - 1;
            byte[] bytes = stop.read(value + deref.offset(), last ? bytes(leaf) : 8);
            if (bytes == null) {
                return new Unavailable(false, "memory on the way faults");
            }
            value = littleEndian(bytes);
        }
        if (leaf instanceof FetchLeaf.Bits bits) {
            return new Fetched(value >>> bits.shift() & (1L << bits.widthBits()) - 1, bits.widthBits());
        }
        return new Fetched(value, 8 * bytes(leaf));
    }

    private static int bytes(FetchLeaf leaf) {
        return leaf instanceof FetchLeaf.Bits bits ? bits.containerBytes() : ((FetchLeaf.Int) leaf).sizeBytes();
    }

    private static long littleEndian(byte[] bytes) {
        byte[] big = new byte[bytes.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, big).longValue();
    }
}

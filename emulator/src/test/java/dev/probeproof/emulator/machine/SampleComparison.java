// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.emulator.machine.SampleTruth.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs a sample and asks a resolver, at each address where a line begins and each time it is reached, for everything that
 * the sample's source printed about itself there.
 *
 * <p>What identifies the moment is the sample's own count of steps, which both builds make in the same order: a stop counts
 * where the last step made is the one before a line that begins at the stop's address. Code of a line that was moved before
 * its step, or behind the next one, is at no moment of the source, and left out.
 */
final class SampleComparison {
    /** What came of a pair of expression and address, worst first. */
    enum Verdict {
        /** Another value than the source printed. */
        WRONG,
        /** A value, though not always: at another visit it could not be fetched. */
        UNFETCHABLE,
        /** The compiler kept no value. */
        OPTIMIZED_OUT,
        /** The value that the line itself has just assigned: the address is in the middle of the line. */
        ASSIGNED,
        /** What the source printed before the line. */
        EQUAL
    }

    /** An expression at an address. */
    record Pair(long address, String place, String function, String expression) {}

    /** A value that is not the source's: the step, and what was fetched. */
    record Difference(long step, Pair pair, long fetched, int bits) {}

    private final SampleTruth truth;
    private final SampleBuild build;
    private final Map<String, Verdict> verdicts = new TreeMap<>();
    private final Map<String, Pair> pairs = new TreeMap<>();
    private final Map<String, String> reasons = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private int visits;

    SampleComparison(SampleTruth truth, SampleBuild build) {
        this.truth = truth;
        this.build = build;
    }

    SampleComparison run(SampleResolver resolver) {
        try (MachineCode machine = MachineCode.openInProcess(build.elf(), build.arch())) {
            long counter = machine.address("sample_step");
            MachineResult result = machine.call("sample_main", SampleTruth.SEED)
                    .until(build.lines().keySet())
                    .finish(stop -> compare(resolver, stop, counter));
            if (!result.returned()) {
                throw new AssertionError(build.name() + ": " + result.end().words());
            }
        }
        return this;
    }

    private void compare(SampleResolver resolver, MachineStop stop, long counter) {
        long step = ByteBuffer.wrap(stop.read(counter, 8))
                .order(build.arch().byteOrder())
                .getLong();
        Optional<String> place = truth.place(step);
        if (place.isEmpty() || !build.lines().get(stop.address()).contains(place.get())) {
            return;
        }
        for (Value wanted : truth.values(step)) {
            SampleResolver.Answer answer = resolver.resolve(stop, wanted.function(), wanted.expression());
            if (!(answer instanceof SampleResolver.OutOfScope)) {
                visits++;
                Pair pair = new Pair(stop.address(), place.get(), wanted.function(), wanted.expression());
                Judged judged = judge(wanted, answer);
                if (judged.verdict() == Verdict.WRONG && answer instanceof SampleResolver.Fetched fetched) {
                    differences.add(new Difference(step, pair, fetched.value(), fetched.bits()));
                }
                note(pair, judged);
            }
        }
    }

    private record Judged(Verdict verdict, String reason) {}

    private Judged judge(Value wanted, SampleResolver.Answer answer) {
        if (answer instanceof SampleResolver.Unavailable unavailable) {
            return new Judged(
                    unavailable.optimizedOut() ? Verdict.OPTIMIZED_OUT : Verdict.UNFETCHABLE, unavailable.reason());
        }
        SampleResolver.Fetched fetched = (SampleResolver.Fetched) answer;
        if (wanted.sizeBytes() != 0 && fetched.bits() != 8 * wanted.sizeBytes()) {
            return new Judged(Verdict.WRONG, fetched.bits() + " bits, not " + 8 * wanted.sizeBytes());
        }
        if (sameBits(fetched, wanted.value())) {
            return new Judged(Verdict.EQUAL, "");
        }
        Optional<Value> next = truth.value(wanted.step() + 1, wanted.expression())
                .filter(value -> value.function().equals(wanted.function()));
        if (next.isPresent() && sameBits(fetched, next.get().value())) {
            return new Judged(Verdict.ASSIGNED, "");
        }
        return new Judged(
                Verdict.WRONG,
                "step " + wanted.step() + ": " + fetched.value() + " (" + fetched.bits()
                        + " bits), but the source printed " + wanted.value());
    }

    private static boolean sameBits(SampleResolver.Fetched fetched, long wanted) {
        return fetched.bits() == 64
                ? fetched.value() == wanted
                : ((fetched.value() ^ wanted) & (1L << fetched.bits()) - 1) == 0;
    }

    private void note(Pair pair, Judged judged) {
        String key = String.format(Locale.ROOT, "%016x %s", pair.address(), pair.expression());
        Verdict before = verdicts.get(key);
        if (before == null || judged.verdict().compareTo(before) < 0) {
            verdicts.put(key, judged.verdict());
            pairs.put(key, pair);
            reasons.put(key, judged.reason());
        }
    }

    long count(Verdict... wanted) {
        return verdicts.values().stream().filter(List.of(wanted)::contains).count();
    }

    /** Every visit with a value that is not the source's. */
    List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** Pairs of a verdict. */
    List<Pair> pairs(Verdict wanted) {
        return pairs.entrySet().stream()
                .filter(entry -> verdicts.get(entry.getKey()) == wanted)
                .map(Map.Entry::getValue)
                .toList();
    }

    int visits() {
        return visits;
    }

    /** One line for each pair of a verdict: address, line, expression, reason. */
    List<String> list(Verdict wanted) {
        List<String> lines = new ArrayList<>();
        verdicts.forEach((key, verdict) -> {
            if (verdict == wanted) {
                Pair pair = pairs.get(key);
                lines.add(build.name() + " 0x" + Long.toHexString(pair.address()) + " " + pair.place() + " "
                        + pair.function() + " " + pair.expression() + ": " + reasons.get(key));
            }
        });
        return lines;
    }
}

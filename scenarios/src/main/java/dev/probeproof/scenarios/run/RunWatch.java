// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.model.FetchRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches one run of an instance with a prologue: each read of the prologue, and what the body was handed. */
final class RunWatch implements ExecutionListener {
    private final ProgramInstance instance;
    private final ProbePoint point;
    private final AddressSpace memory;
    private final AddressSpace userMemory;
    private final KernelObjects objects;
    private final List<FetchRecord.Hop> reads = new ArrayList<>();
    private long @Nullable [] registers;
    private byte[] struct = new byte[0];

    RunWatch(
            ProgramInstance instance,
            ProbePoint point,
            AddressSpace memory,
            AddressSpace userMemory,
            KernelObjects objects) {
        this.instance = instance;
        this.point = point;
        this.memory = memory;
        this.userMemory = userMemory;
        this.objects = objects;
    }

    @Override
    public void instruction(int slot, long[] current) {
        if (slot != instance.prologue().size() || registers != null) {
            return;
        }
        registers = current.clone();
        if (instance.layout() == PrologueLayout.STRUCT) {
            int size = point.arguments().stream()
                    .mapToInt(argument -> slotBytes(argument.fetch().leaf()))
                    .sum();
            Region region = memory.find(current[3], size);
            if (region != null) {
                int from = (int) (current[3] - region.base());
                struct = Arrays.copyOfRange(region.bytes(), from, from + size);
            }
        }
    }

    @Override
    public void helperReturned(int slot, HelperId helper, long[] arguments, long result) {
        if (slot >= instance.prologue().size()) {
            return;
        }
        switch (helper) {
            case PROBE_READ, PROBE_READ_KERNEL -> reads.add(hop(arguments, arguments[1], result, false));
            // Texts end where their NUL is: the result is how long they are.
            case PROBE_READ_STR, PROBE_READ_KERNEL_STR -> reads.add(hop(arguments, result, result, false));
            case PROBE_READ_USER -> reads.add(hop(arguments, arguments[1], result, true));
            case PROBE_READ_USER_STR -> reads.add(hop(arguments, result, result, true));
            default -> {
                // The task's name reads no memory that a scenario set up.
            }
        }
    }

    private FetchRecord.Hop hop(long[] arguments, long sizeBytes, long result, boolean user) {
        int size = (int) (result < 0 ? arguments[1] : sizeBytes);
        Region copied = result < 0 ? null : memory.find(arguments[0], Math.min(size, 64));
        String bytes = copied == null
                ? ""
                : HexFormat.ofDelimiter(" ")
                        .formatHex(
                                copied.bytes(),
                                (int) (arguments[0] - copied.base()),
                                (int) (arguments[0] - copied.base()) + Math.min(size, 64));
        return new FetchRecord.Hop(0, arguments[2], size, user, result < 0, what(arguments[2], user), bytes);
    }

    private String what(long address, boolean user) {
        if (user) {
            return userMemory.describe(address);
        }
        return objects.unset(address)
                .map(member -> "nobody set " + member)
                .or(() -> objects.member(address))
                .orElseGet(() -> memory.describe(address));
    }

    /** What each argument came to; empty if the body was not reached. */
    List<FetchRecord> fetched(java.nio.ByteOrder order) {
        List<FetchRecord> records = new ArrayList<>();
        long[] handed = registers;
        if (handed == null) {
            return records;
        }
        int at = 0;
        int read = 0;
        for (int i = 0; i < point.arguments().size(); i++) {
            FetchArgument argument = point.arguments().get(i);
            boolean failed = instance.layout() == PrologueLayout.PERF ? handed[2] != 0 : (handed[2] >>> i & 1) != 0;
            Datum value = instance.layout() == PrologueLayout.STRUCT
                    ? slot(argument.fetch().leaf(), at, order)
                    : number(argument.fetch().leaf(), handed[3 + i]);
            at += slotBytes(argument.fetch().leaf());
            List<FetchRecord.Hop> hops = new ArrayList<>();
            int wanted = argument.fetch().derefs().size();
            while (hops.size() < wanted
                    && read < reads.size()
                    && (hops.isEmpty() || !hops.get(hops.size() - 1).failed())) {
                FetchRecord.Hop hop = reads.get(read);
                long offset = argument.fetch().derefs().get(hops.size()).offset();
                hops.add(new FetchRecord.Hop(
                        offset, hop.address(), hop.sizeBytes(), hop.user(), hop.failed(), hop.what(), hop.bytes()));
                read++;
            }
            long start =
                    hops.isEmpty() ? 0 : hops.get(0).address() - hops.get(0).offset();
            records.add(new FetchRecord(
                    argument.name(),
                    argument.expression(),
                    failed,
                    value,
                    words(argument.fetch().base()),
                    start,
                    hops,
                    words(argument.fetch().leaf())));
        }
        return records;
    }

    private static String words(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Text text) {
            return "text of at most " + text.maxBytes() + " bytes";
        } else if (leaf instanceof FetchLeaf.Memory bytes) {
            return bytes.sizeBytes() + " bytes as they are";
        } else if (leaf instanceof FetchLeaf.Int integer) {
            return 8 * integer.sizeBytes() + " bits, " + (integer.signed() ? "signed" : "unsigned");
        }
        return "";
    }

    private static String words(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return register.register().name();
        } else if (base instanceof FetchBase.Symbol symbol) {
            return symbol.name() + (symbol.offset() == 0 ? "" : "+" + symbol.offset());
        } else if (base instanceof FetchBase.PerCpu variable) {
            return "this CPU's " + variable.name();
        } else if (base instanceof FetchBase.Comm) {
            return "the task's name";
        } else if (base instanceof FetchBase.Immediate number) {
            return Long.toString(number.value());
        }
        return "a computed value";
    }

    private Datum slot(FetchLeaf leaf, int at, java.nio.ByteOrder order) {
        if (struct.length < at + slotBytes(leaf)) {
            return Datum.Raw.of(new byte[0]);
        }
        ByteBuffer buffer = ByteBuffer.wrap(struct).order(order);
        if (leaf instanceof FetchLeaf.Text text) {
            int length = (int) Math.max(1, Math.min(buffer.getLong(at), text.maxBytes()));
            return new Datum.Text(new String(struct, at + Long.BYTES, length - 1, StandardCharsets.UTF_8));
        } else if (leaf instanceof FetchLeaf.Memory bytes) {
            return Datum.Raw.of(Arrays.copyOfRange(struct, at, at + bytes.sizeBytes()));
        }
        return number(leaf, buffer.getLong(at));
    }

    private static Datum number(FetchLeaf leaf, long value) {
        boolean signed = leaf instanceof FetchLeaf.Int integer
                ? integer.signed()
                : leaf instanceof FetchLeaf.Bits bits && bits.signed();
        return new Datum.Number(value, signed, false, "");
    }

    /** Bytes that an argument takes in the struct: text has its length in front, everything is a multiple of 8. */
    private static int slotBytes(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Text text) {
            return Long.BYTES + (text.maxBytes() + 7 & ~7);
        } else if (leaf instanceof FetchLeaf.Memory bytes) {
            return bytes.sizeBytes() + 7 & ~7;
        }
        return Long.BYTES;
    }
}

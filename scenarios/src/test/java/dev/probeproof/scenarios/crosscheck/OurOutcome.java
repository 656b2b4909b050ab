// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.crosscheck;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.instance.ProgramDigest;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.crosscheck.ObjectOutcome.Item;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What we make of an object, said as libbpf's side is. */
final class OurOutcome {
    private static final int SHA256_BYTES = 32;
    private static final int SHORT_DIGEST_BYTES = 8;

    private OurOutcome() {}

    static ObjectOutcome of(String name, byte[] file, List<TargetKernel> kernels) {
        BpfObject object;
        try {
            object = ObjectReader.read(Bytes.wrap(file, name), name);
        } catch (ProbeproofException refusal) {
            return new ObjectOutcome(name, String.valueOf(refusal.getMessage()), List.of(), List.of());
        }
        List<Item> maps = new ArrayList<>();
        object.maps().forEach(map -> maps.add(new Item(header(map), new LinkedHashMap<>())));
        List<Item> programs = new ArrayList<>();
        object.programs().forEach(program -> programs.add(new Item(header(program), new LinkedHashMap<>())));
        for (TargetKernel kernel : kernels) {
            RelocatedObject relocated = Relocator.relocate(object, kernel);
            for (int index = 0; index < maps.size(); index++) {
                MapSpec map = relocated.maps().get(index);
                if (map.section() != null) {
                    maps.get(index).results().put(kernel.name(), "initial=" + initial(map));
                }
            }
            for (int index = 0; index < programs.size(); index++) {
                ProgramSpec program = object.programs().get(index);
                programs.get(index).results().put(kernel.name(), result(program, relocated));
            }
        }
        return new ObjectOutcome(name, null, List.copyOf(maps), List.copyOf(programs));
    }

    private static String header(MapSpec map) {
        return map.name() + " type=" + map.type() + " key=" + map.keySize() + " value=" + map.valueSize() + " entries="
                + Integer.toUnsignedString(map.maxEntries()) + " flags=" + Integer.toUnsignedString(map.flags())
                + " extra=" + Long.toUnsignedString(map.mapExtra()) + " pinning=" + map.pinning() + " inner="
                + inner(map.inner());
    }

    private static String inner(@Nullable MapSpec inner) {
        return inner == null
                ? "none"
                : inner.type() + "," + inner.keySize() + "," + inner.valueSize() + ","
                        + Integer.toUnsignedString(inner.maxEntries()) + "," + inner.flags();
    }

    private static String header(ProgramSpec program) {
        String section = program.section();
        return program.name() + " section=" + (section.startsWith("?") ? section.substring(1) : section) + " type="
                + program.type().number() + " attach=" + program.expectedAttachType();
    }

    /** Whatever keeps libbpf from loading a program is an error there, so here too. */
    private static String result(ProgramSpec spec, RelocatedObject relocated) {
        RelocatedProgram program;
        try {
            program = relocated.program(spec.name());
        } catch (ProbeproofException refusal) {
            return ObjectOutcome.error(String.valueOf(refusal.getMessage()));
        }
        if (program.type() == ProgramType.UNSPEC) {
            return ObjectOutcome.error("no program type");
        }
        String problem = program.attach().problem();
        if (problem != null) {
            return ObjectOutcome.error(problem);
        }
        ProgramBtf btf = program.btf();
        return "insns=" + program.instructions().size() + " flags=" + program.flags() + " attach_btf_id="
                + program.attach().btfId() + " functions=" + functions(btf) + " lines=" + lines(btf) + " sha256="
                + ProgramDigest.sha256(program, relocated.object().maps());
    }

    private static String functions(@Nullable ProgramBtf btf) {
        List<int[]> pairs = new ArrayList<>();
        if (btf != null) {
            btf.functions().forEach(function -> pairs.add(new int[] {function.slot(), function.typeId()}));
        }
        return digest(pairs);
    }

    private static String lines(@Nullable ProgramBtf btf) {
        List<int[]> pairs = new ArrayList<>();
        if (btf != null) {
            btf.lines().forEach(line -> pairs.add(new int[] {line.slot(), line.lineColumn()}));
        }
        return digest(pairs);
    }

    private static String digest(List<int[]> pairs) {
        ByteBuffer bytes = ByteBuffer.allocate(pairs.size() * 2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        pairs.forEach(pair -> bytes.putInt(pair[0]).putInt(pair[1]));
        return pairs.size() + ":" + sha256(bytes.array(), SHORT_DIGEST_BYTES);
    }

    private static String initial(MapSpec map) {
        byte[] bytes =
                map.initialValue() == null ? new byte[0] : map.initialValue().toArray();
        return Arrays.equals(bytes, new byte[bytes.length]) ? "zero" : sha256(bytes, SHA256_BYTES);
    }

    private static String sha256(byte[] bytes, int shown) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(Arrays.copyOf(digest, shown));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have SHA-256", e);
        }
    }
}

// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.JnaSyscalls;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.LoadOptions;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.LoadedProgram;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.testing.ReferenceLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A kernel gives each program a tag, a digest of the instructions that it was given. So it tells what really reached it, and
 * whether libbpf would have given it the same.
 */
@RequiresKernel
class NativeProgramTagTest {
    private static final int PROG_INFO_BYTES = 232;
    private static final int TAG = 8;
    private static final int TAG_BYTES = 8;

    /** Of those that need no configuration and no pinning; kernels refuse some of their programs. */
    private static final List<String> OBJECTS = List.of(
            "code_addresses",
            "code_callbacks",
            "code_chain",
            "code_global",
            "code_instructions",
            "code_large",
            "code_sections",
            "code_static",
            "core_ambiguous",
            "core_anonymous",
            "core_arrays",
            "core_bitfields",
            "core_enums",
            "core_enum64",
            "core_exists",
            "core_far_fields",
            "core_field_kinds",
            "core_fields",
            "core_flavours",
            "core_functions",
            "core_load_sizes",
            "core_matches",
            "core_types",
            "core_typedefs",
            "core_unions",
            "data_pointers",
            "data_sections",
            "data_strings",
            "kfuncs",
            "ksyms_typed",
            "maps_inner",
            "maps_locks",
            "realistic",
            "sections_net",
            "tags");

    @Test
    void kernelComputesTheTagThatFollowsFromTheImage() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> reported = new TreeMap<>();
        try (KernelBackend kernel = new NativeKernelProvider().open()) {
            String algorithm = KernelRelease.of(kernel.target().release()).isAtLeast(6, 18) ? "SHA-256" : "SHA-1";
            for (String name : OBJECTS) {
                loadAll(kernel, name, (program, handle) -> {
                    expected.put(name + " " + program, tag(handle.image(), algorithm));
                    reported.put(name + " " + program, reportedTag(handle));
                });
            }
        }

        assertThat(reported).hasSizeGreaterThan(50).isEqualTo(expected);
    }

    @Test
    void libbpfGivesTheKernelTheSameInstructions(@TempDir Path directory) throws IOException {
        ReferenceLoader libbpf = ReferenceLoader.require(directory);
        Map<String, String> theirs = theirTags(libbpf);
        Map<String, String> ours = new TreeMap<>();
        try (KernelBackend kernel = new NativeKernelProvider().open()) {
            for (String name : OBJECTS) {
                loadAll(kernel, name, (program, handle) -> ours.put(name + " " + program, reportedTag(handle)));
            }
        }

        // An old libbpf cannot load what is newer than itself; what both loaded must be the same.
        theirs.keySet().retainAll(ours.keySet());
        ours.keySet().retainAll(theirs.keySet());

        assertThat(ours).hasSizeGreaterThan(50).isEqualTo(theirs);
    }

    private static Map<String, String> theirTags(ReferenceLoader libbpf) {
        List<String> arguments = new ArrayList<>(List.of("-t"));
        OBJECTS.forEach(name -> arguments.add(file(name)));
        Map<String, String> tags = new TreeMap<>();
        String object = "";
        for (String line : libbpf.ask(arguments)) {
            String[] words = line.strip().split(" ");
            if (words[0].equals("object")) {
                object = words[1].substring(0, words[1].indexOf('.'));
            } else if (words[0].equals("program") && words[2].startsWith("tag=")) {
                tags.put(object + " " + words[1], words[2].substring("tag=".length()));
            }
        }
        return tags;
    }

    private static String file(String name) {
        return name + ".clang-19.v3.el.o";
    }

    /** Gets every program that the kernel accepted, while it is loaded. */
    private interface Loaded {
        void accept(String program, NativeProgram handle);
    }

    /** All programs together, so that arrays of programs can be filled; one by one where the kernel refuses some. */
    private static void loadAll(KernelBackend kernel, String name, Loaded loaded) throws IOException {
        BpfObject object = read(file(name));
        List<String> names = object.programs().stream().map(ProgramSpec::name).toList();
        if (load(kernel, object, names, loaded)) {
            return;
        }
        for (String program : names) {
            load(kernel, object, List.of(program), loaded);
        }
    }

    private static boolean load(KernelBackend kernel, BpfObject object, List<String> wanted, Loaded loaded) {
        LoadOptions options = LoadOptions.DEFAULT;
        for (ProgramSpec program : object.programs()) {
            options = options.withProgram(program.name(), spec -> spec.withAutoload(wanted.contains(program.name())));
        }
        try (LoadedObject instance = BpfLoader.on(kernel).with(options).load(object)) {
            for (LoadedProgram program : instance.programs()) {
                loaded.accept(
                        program.name(), (NativeProgram) program.instance(0).handle());
            }
            return true;
        } catch (ProbeproofException refused) {
            return false;
        }
    }

    private static BpfObject read(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(NativeProgramTagTest.class.getResourceAsStream("/crosscheck/" + file), file)) {
            return ObjectReader.read(Bytes.wrap(in.readAllBytes(), file), file);
        }
    }

    private static String reportedTag(NativeProgram program) {
        Bpf bpf = new Bpf(JnaSyscalls.open());
        try (NativeArena arena = new NativeArena(bpf.syscalls());
                Fd fd = program.lease()) {
            NativeMemory info = arena.allocate(PROG_INFO_BYTES);
            bpf.require(
                    BpfAttribute.objGetInfoByFd(fd.number(), PROG_INFO_BYTES, info.address()),
                    "ask for a program's tag");
            byte[] tag = new byte[TAG_BYTES];
            info.bytes().get(TAG, tag);
            return HexFormat.of().formatHex(tag);
        }
    }

    /** What reaches the kernel, with both halves of every load of a map or of a map's value zeroed. */
    private static String tag(ProgramImage image, String algorithm) {
        List<Instruction> slots = new ArrayList<>();
        boolean behindMap = false;
        for (Instruction slot : image.instructions()) {
            boolean map = slot.isWide() && slot.src() == Opcode.PSEUDO_MAP_IDX;
            boolean value = slot.isWide() && slot.src() == Opcode.PSEUDO_MAP_IDX_VALUE;
            if (map || value) {
                slots.add(slot.withSrc(map ? Opcode.PSEUDO_MAP_FD : Opcode.PSEUDO_MAP_VALUE)
                        .withImm(0));
            } else {
                slots.add(behindMap ? slot.withImm(0) : slot);
            }
            behindMap = map || value;
        }
        byte[] code = Instructions.of(slots).encode(ByteOrder.nativeOrder());
        try {
            return HexFormat.of()
                    .formatHex(
                            Arrays.copyOf(MessageDigest.getInstance(algorithm).digest(code), TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have " + algorithm, e);
        }
    }
}

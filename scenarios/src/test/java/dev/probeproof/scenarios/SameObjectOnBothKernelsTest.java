// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.LoadOptions;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One object, three instances, both kernels, the same {@link BpfLoader}: three uprobes of a running program send what
 * the real kernel fetched, with the registers and the memory that it was fetched from. The emulated kernel gets those
 * registers and that memory and must send the same bytes.
 */
@Tag("native")
class SameObjectOnBothKernelsTest {
    private static final long IMAGE_BASE = 0x400000;
    private static final int ROUNDS = 50;
    private static final int REGISTERS = 21;
    private static final int MEMORY_ERROR = REGISTERS * 8;
    private static final int MEMORY = MEMORY_ERROR + 8;
    private static final int MEMORY_BYTES = 64;
    private static final int SI = 13;
    private static final int FAILED = MEMORY + MEMORY_BYTES;
    private static final int NUMBER = FAILED + 8;
    private static final int TEXT = NUMBER + 16;
    private static final int OTHER = TEXT + 32;

    /** Function of the traced program, and where its arguments lie: the struct is the same, the way to it is not. */
    private static final Map<String, String> POINTS = points();

    private static Map<String, String> points() {
        Map<String, String> points = new LinkedHashMap<>();
        points.put("first", "number=%si:s32, text=+u0(%di):ustring(32), other=%di:x64");
        points.put("second", "number=+u4(%si):s32, text=+u0(+u8(+u16(%si))):ustring(32), other=+u2(%si):u16");
        points.put("third", "number=+u0(%di):u8, text=+u0(%di):ustring(32), other=+u0(%si):u64");
        return points;
    }

    @TempDir
    private Path folder;

    private Path program;
    private Bytes image;
    private BpfObject object;

    @BeforeEach
    void readObjectAndProgram() throws IOException {
        program = folder.resolve("traced.elf");
        byte[] elf = resource("traced.elf");
        Files.write(program, elf);
        image = Bytes.wrap(elf, "traced.elf");
        object = ObjectReader.read(Bytes.wrap(resource("traced.bpf.o"), "traced.bpf.o"), "traced.bpf.o");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = SameObjectOnBothKernelsTest.class.getResourceAsStream("/endtoend/" + name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void theEmulatorPredictsWhatTheRealKernelFetches() throws IOException {
        List<byte[]> real = fetchedByTheRealKernel();

        assertThat(real).hasSize(ROUNDS * POINTS.size());
        assertFetched(real.get(0), -1, "", 0xffff_0000_0000_0001L, 0b010);
        assertFetched(real.get(1), -3, "root", 0xfedc, 0);
        assertFetched(real.get(2), 's', "some text", 0, 0b100);
        try (EmulatedKernel kernel = EmulatedKernel.on(Kernels.byName("6.12-amd64"));
                LoadedObject loaded = load(kernel)) {
            try (EventStream events = loaded.map("events").events()) {
                for (int i = 0; i < real.size(); i++) {
                    String function = List.copyOf(POINTS.keySet()).get(i % POINTS.size());
                    List<byte[]> predicted = new ArrayList<>();

                    kernel.deliver(event(function, real.get(i)));
                    events.poll(Duration.ZERO, predicted::add);

                    assertThat(predicted).as("record %d, of %s()", i, function).containsExactly(real.get(i));
                }
            }
        }
    }

    private LoadedObject load(KernelBackend kernel) {
        LoadOptions options = LoadOptions.DEFAULT;
        for (Map.Entry<String, String> point : POINTS.entrySet()) {
            options = options.withPoint("on_traced", point(point.getKey(), point.getValue()));
        }
        LoadedObject loaded = BpfLoader.on(kernel).with(options).load(object);
        assertThat(loaded.program("on_traced").instances()).hasSize(3);
        assertThat(loaded.attachAll()).hasSize(3);
        return loaded;
    }

    private ProbePoint point(String function, String fetches) {
        // Raw fetches mean the same at any function; the attach point is what differs.
        List<FetchArgument> arguments = ProbePointResolver.resolve(
                        ProbeDefinition.parse("vfs_read(" + fetches + ")"), Kernels.byName("6.12-amd64"))
                .get(0)
                .arguments();
        return new ProbePoint(function, uprobe(function), arguments);
    }

    private AttachPoint.Uprobe uprobe(String function) {
        ElfFile elf = ElfReader.read(image);
        long address = elf.symbol(function).orElseThrow().value();
        return new AttachPoint.Uprobe(program, elf.fileOffset(address).orElseThrow(), -1, false);
    }

    private List<byte[]> fetchedByTheRealKernel() throws IOException {
        KernelProvider provider = RealKernel.ofX86();
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<byte[]> records = new ArrayList<>();
        try (KernelBackend kernel = provider.open();
                LoadedObject loaded = load(kernel)) {
            Process traced = new ProcessBuilder(program.toString()).start();
            try (EventStream events = loaded.map("events").events();
                    OutputStream go = traced.getOutputStream()) {
                go.write(new byte[ROUNDS]);
                go.flush();
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    events.poll(Duration.ofMillis(100), records::add);
                    return records.size() >= ROUNDS * POINTS.size();
                });
            } finally {
                traced.destroy();
            }
        }
        return records;
    }

    /** The registers and the memory that a record carries: the program's file, and what %si pointed to. */
    private KprobeEvent event(String function, byte[] record) {
        ByteBuffer fields = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        PtRegs registers = PtRegs.zero(Archs.X86_64);
        for (Register register : Archs.X86_64.registers()) {
            registers = registers.with(register, fields.getLong(register.ptRegsOffset()));
        }
        List<MemoryImage.Extent> memory = new ArrayList<>();
        memory.add(new MemoryImage.Extent(IMAGE_BASE, image.slice(0, 0x200, "loaded part"), "traced.elf"));
        if (fields.getLong(MEMORY_ERROR) == 0) {
            byte[] content = new byte[MEMORY_BYTES];
            fields.get(MEMORY, content);
            memory.add(
                    new MemoryImage.Extent(fields.getLong(8 * SI), Bytes.wrap(content, "stack"), "memory behind %si"));
        }
        AttachPoint.Uprobe point = uprobe(function);
        String place = point.file() + "+0x" + Long.toHexString(point.fileOffset());
        return new KprobeEvent(place, false, registers, new MemoryImage(memory), Task.DEFAULT, 0);
    }

    private static void assertFetched(byte[] record, long number, String text, long other, long failed) {
        ByteBuffer fields = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        byte[] expected = new byte[32];
        System.arraycopy(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, expected, 0, text.length());
        byte[] content = new byte[32];
        fields.get(TEXT, content);

        assertThat(fields.getLong(FAILED)).as("mask of failed arguments").isEqualTo(failed);
        assertThat(fields.getLong(NUMBER)).as("number").isEqualTo(number);
        assertThat(content).as("text").isEqualTo(expected);
        assertThat(fields.getLong(OTHER)).as("other").isEqualTo(other);
    }
}

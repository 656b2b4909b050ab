// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.object.TestObjects;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ExamplesTest {
    @Test
    void fileioHasOneHandlerForFiveProbePoints() {
        BpfObject object = TestObjects.example("fileio.bpf.o");

        assertThat(object.license()).isEqualTo("Dual MIT/GPL");
        assertThat(object.maps()).extracting(MapSpec::name).containsExactly("events", "operations");
        assertThat(object.programs()).singleElement().satisfies(program -> {
            assertThat(program.type()).isEqualTo(ProgramType.KPROBE);
            assertThat(program.probes())
                    .containsExactly(
                            "vfs_read(file->f_path.dentry->d_name.name:string, count)",
                            "vfs_write(file->f_path.dentry->d_name.name:string, count)",
                            "vfs_fsync_range(file->f_path.dentry->d_name.name:string, end)",
                            "vfs_fallocate(file->f_path.dentry->d_name.name:string, len)",
                            "vfs_open(path->dentry->d_name.name:string, file->f_flags)");
        });
    }

    @Test
    void fileioLaysItsArgumentsOutAsTheStructLayoutDoes() {
        BpfObject object = TestObjects.example("fileio.bpf.o");

        BtfType.Composite arguments = (BtfType.Composite)
                object.btf().type(object.btf().find(BtfKind.STRUCT, "file_args").orElseThrow());

        assertThat(arguments.members())
                .extracting(BtfType.Member::name)
                .containsExactly("name_length", "name", "number");
        assertThat(arguments.members()).extracting(BtfType.Member::bitOffset).containsExactly(0, 64, 576);
        assertThat(arguments.size()).isEqualTo(80);
    }

    @Test
    void openatTakesThreeArgumentsInRegisters() {
        BpfObject object = TestObjects.example("openat.bpf.o");
        ProgramSpec program = object.programs().get(0);

        assertThat(program.probes()).containsExactly("do_sys_openat2(dfd, filename, how->flags)");
        BtfType.Func function =
                (BtfType.Func) object.btf().type(program.function().btfId());
        assertThat(((BtfType.FuncProto) object.btf().type(function.proto())).params())
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fileio.bpf.o", "openat.bpf.o"})
    void carryNoPathOfTheMachineThatBuiltThem(String name) throws IOException {
        String content = new String(Files.readAllBytes(Path.of("..", "examples", name)), StandardCharsets.ISO_8859_1);

        assertThat(content).doesNotContain("/home/", "/root/", "/usr/", "/tmp/", "\0/");
    }
}

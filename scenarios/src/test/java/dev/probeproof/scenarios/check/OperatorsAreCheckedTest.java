// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the resolver makes of an operator is held against an evaluation of the same C that shares no code with it. */
class OperatorsAreCheckedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*&file->f_pos",
                "(u8)file->f_flags",
                "(s16)file->f_flags",
                "(u64)file->f_flags",
                "&file->f_pos",
                "&file->f_path.dentry->d_name",
                "(&file->f_path)->dentry",
                "((struct inode *)file->private_data)->i_ino",
                "((struct file *)file->private_data)@user->f_flags",
                "((struct file __user *)file->private_data)->f_flags",
                "((struct file *)file->private_data)@user->f_inode@kernel->i_ino",
                "container_of(path, struct file, f_path)->f_flags",
                "container_of(path->dentry->d_sib.pprev, struct dentry, d_sib.next)->d_time",
                "*(u32 *)file->private_data",
                "$arg2->f_pos",
            })
    void anOperatorIsProvedOnEitherArchitecture(String expression) {
        Bytes file = InputFile.read(Path.of("../examples/fileio.bpf.o"));
        BpfObject object = ObjectReader.read(file, file.source());
        String definition = "vfs_open(path->dentry->d_name.name:string, " + expression + ")";
        Preflight.Options options = new Preflight.Options(
                List.of(new Preflight.ProgramProbe("on_file", definition)), Optional.empty(), Optional.empty());

        CheckReport report = new Preflight(options)
                .check(object, List.of(Kernels.byName("6.12-amd64"), Kernels.byName("6.12-arm64")), step -> {});

        assertThat(report.problems()).isEmpty();
        assertThat(report.rows())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.findings()).isEmpty());
    }
}

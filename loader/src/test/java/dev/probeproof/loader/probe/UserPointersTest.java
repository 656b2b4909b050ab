// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.probe.UserPointers.Verdict;
import org.junit.jupiter.api.Test;

import static dev.probeproof.loader.probe.TinyKernel.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserPointersTest {
    private static TinyKernel types() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        int text = c.pointer(c.charType);
        return c.function("vfs_read", 0, param(text, "file"), param(text, "buf"), param(c.s32, "count"))
                .function("getname", 0, param(c.pointer(c.struct("filename", 8)), "filename"))
                .function("own_function", 0, param(text, "buf"));
    }

    private static Verdict verdict(Btf btf, String function, int parameter) {
        return UserPointers.isUser(btf, function, parameter).verdict();
    }

    @Test
    void wellKnownFunctionsAreInTheTable() {
        Btf btf = types().btf();

        assertThat(UserPointers.isUser(btf, "vfs_read", 1))
                .isEqualTo(new UserPointers.Answer(Verdict.YES, "the source of vfs_read() declares 'buf' __user"));
        assertThat(verdict(btf, "vfs_read", 0)).isEqualTo(Verdict.NO);
        assertThat(verdict(btf, "vfs_read", 2)).isEqualTo(Verdict.NO);
    }

    @Test
    void aNameThatWasCopiedAlreadyIsKernelMemory() {
        assertThat(verdict(types().btf(), "getname", 0)).isEqualTo(Verdict.NO);
    }

    @Test
    void otherFunctionsAreUnknown() {
        assertThat(verdict(types().btf(), "own_function", 0)).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(types().btf(), "no_function", 0)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void tagsInTheBtfDecideWhereThereAreAny() {
        TinyKernel c = types();
        int tagged = c.add(new BtfType.Alias(BtfKind.TYPE_TAG, "user", c.charType));
        int qualified = c.add(new BtfType.Alias(BtfKind.CONST, "", tagged));
        c.function("tagged", 0, param(c.pointer(qualified), "u"), param(c.pointer(c.charType), "k"));
        Btf btf = c.btf();

        assertThat(verdict(btf, "tagged", 0)).isEqualTo(Verdict.YES);
        assertThat(verdict(btf, "tagged", 1)).isEqualTo(Verdict.NO);
        assertThat(verdict(btf, "own_function", 0)).isEqualTo(Verdict.NO);
    }

    @Test
    void aParameterThatIsNotThereIsAMistakeOfTheCaller() {
        Btf btf = types().btf();

        assertThatThrownBy(() -> UserPointers.isUser(btf, "vfs_read", 9)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theTableNamesEachFunctionOnce() {
        assertThat(UserPointers.functions()).doesNotHaveDuplicates().hasSizeGreaterThan(80);
    }
}

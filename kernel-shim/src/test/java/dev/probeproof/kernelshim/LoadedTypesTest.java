// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoadedTypesTest {
    /** Kinds that came with each release, as far as they matter here. */
    private static final Set<BtfKind> UNTIL_5_10 = Set.of(
            BtfKind.INT,
            BtfKind.PTR,
            BtfKind.CONST,
            BtfKind.STRUCT,
            BtfKind.TYPEDEF,
            BtfKind.ENUM,
            BtfKind.FUNC,
            BtfKind.FUNC_PROTO,
            BtfKind.VAR,
            BtfKind.DATASEC);

    private static final Set<BtfKind> UNTIL_4_18 =
            Set.of(BtfKind.INT, BtfKind.PTR, BtfKind.CONST, BtfKind.STRUCT, BtfKind.TYPEDEF, BtfKind.ENUM);

    private final FakeSyscalls fake = new FakeSyscalls();
    private final LoadedTypes types = new LoadedTypes(new Bpf(fake.syscalls()), new OpenResources());
    private int accepted;

    /** A kernel that takes blobs with types of these kinds only, and numbers them from 20. */
    private void kernelWith(Set<BtfKind> kinds) {
        fake.answer(BpfCommand.BTF_LOAD, attribute -> {
            Btf btf = BtfReader.read(Bytes.copyOf(fake.memoryAt(attribute.getLong(0), attribute.getInt(16)), "loaded"));
            return kinds.containsAll(kindsOf(btf)) ? 20 + accepted++ : -Errno.EINVAL.number();
        });
    }

    private static Set<BtfKind> kindsOf(Btf btf) {
        Set<BtfKind> kinds = new TreeSet<>();
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            kinds.add(btf.kind(id));
        }
        return kinds;
    }

    /** A static function (4) that takes a float (2), and a tag on it. */
    private static Btf modern() {
        BtfEditor editor = BtfEditor.empty(ByteOrder.nativeOrder());
        int integer = editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        int real = editor.add(new BtfType.Float("float", 4));
        int prototype = editor.add(new BtfType.FuncProto(integer, List.of(new BtfType.Param("x", real))));
        int function = editor.add(new BtfType.Func("f", prototype, BtfType.Func.STATIC));
        editor.add(new BtfType.DeclTag("tag", function, -1));
        return editor.toBtf();
    }

    private Btf lastAccepted() {
        List<FakeSyscalls.Call> calls = fake.calls(BpfCommand.BTF_LOAD);
        FakeSyscalls.Call last = calls.get(calls.size() - 1);
        return BtfReader.read(Bytes.copyOf(fake.memoryAt(last.u64(0), last.u32(16)), "accepted"));
    }

    @Test
    void goAsTheyAreToAKernelThatTakesThem() {
        kernelWith(Set.of(BtfKind.values()));

        LoadedTypes.Loaded loaded = types.load(modern().raw());

        assertThat(loaded.fd()).isNotNull();
        assertThat(loaded.functions()).isTrue();
        assertThat(lastAccepted().raw()).isEqualTo(modern().raw());
        assertThat(fake.calls(BpfCommand.BTF_LOAD)).hasSize(1);
    }

    @Test
    void loseWhatAnOlderKernelDoesNotKnowAndKeepTheirIds() {
        kernelWith(UNTIL_5_10);

        LoadedTypes.Loaded loaded = types.load(modern().raw());

        assertThat(loaded.refusal()).isNull();
        assertThat(loaded.functions()).isTrue();
        assertThat(lastAccepted().kind(2)).isEqualTo(BtfKind.STRUCT);
        assertThat(lastAccepted().kind(4)).isEqualTo(BtfKind.FUNC);
        assertThat(lastAccepted().kind(5)).isEqualTo(BtfKind.INT);
    }

    @Test
    void haveNoFunctionsOnAKernelWithoutFunctionTypes() {
        kernelWith(UNTIL_4_18);

        LoadedTypes.Loaded loaded = types.load(modern().raw());

        assertThat(loaded.fd()).isNotNull();
        assertThat(loaded.functions()).isFalse();
        assertThat(lastAccepted().kind(4)).isEqualTo(BtfKind.TYPEDEF);
    }

    @Test
    void areLoadedOnceWhateverBecomesOfThem() {
        kernelWith(UNTIL_5_10);

        LoadedTypes.Loaded first = types.load(modern().raw());
        int calls = fake.calls(BpfCommand.BTF_LOAD).size();

        assertThat(types.load(modern().raw())).isEqualTo(first);
        assertThat(fake.calls(BpfCommand.BTF_LOAD)).hasSize(calls);
    }

    @Test
    void areRefusedByAKernelWithoutTypes() {
        kernelWith(Set.of());

        LoadedTypes.Loaded loaded = types.load(modern().raw());

        assertThat(loaded.fd()).isNull();
        assertThat(loaded.refusal()).isNotNull();
    }
}

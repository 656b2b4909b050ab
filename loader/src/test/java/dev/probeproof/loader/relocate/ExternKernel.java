// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelConfig;
import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A small kernel with what the test objects need of one: types, a module, symbols, configuration. */
final class ExternKernel {
    static final String MODULE = "tasks";

    private final BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int integer = types.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    private final int task = types.add(new BtfType.Composite("task_struct", false, 8, List.of()));
    private final int taskPointer = types.add(new BtfType.Ptr(task));
    private String config = """
            CONFIG_HZ=250
            # CONFIG_MODE is not set
            CONFIG_BPF_SYSCALL=y
            CONFIG_IPV6=m
            CONFIG_NR_CPUS=8192
            CONFIG_CC_VERSION_TEXT="gcc (Debian) 12"
            """;
    private String release = "6.12.300-test";
    private KernelSymbols symbols = symbols(Map.of("bpf_prog_put", 0xffffffff81234567L, "__x64_sys_bpf", 1L), "");

    ExternKernel() {
        function("bpf_rcu_read_lock", 0);
        function("bpf_rcu_read_unlock", 0);
        function("bpf_task_from_pid", taskPointer, integer);
        function("bpf_prog_put", 0, taskPointer);
        function("bpf_lsm_file_open", integer, taskPointer);
        function("bpf_iter_task", integer, taskPointer);
        types.add(new BtfType.Var("cpu_number", integer, BtfType.Var.GLOBAL));
        types.add(new BtfType.Alias(dev.probeproof.loader.btf.BtfKind.TYPEDEF, "btf_trace_sched_switch", taskPointer));
        types.add(new BtfType.Enum(
                "bpf_func_id", false, 4, false, List.of(new BtfType.Enumerator("BPF_FUNC_get_attach_cookie", 174))));
    }

    private void function(String name, int returns, int... parameters) {
        List<BtfType.Param> params = java.util.Arrays.stream(parameters)
                .mapToObj(type -> new BtfType.Param("a", type))
                .toList();
        types.add(new BtfType.Func(name, types.add(new BtfType.FuncProto(returns, params)), BtfType.Func.STATIC));
    }

    ExternKernel config(String text) {
        config = text;
        return this;
    }

    ExternKernel release(String newRelease) {
        release = newRelease;
        return this;
    }

    ExternKernel symbols(KernelSymbols newSymbols) {
        symbols = newSymbols;
        return this;
    }

    static KernelSymbols symbols(Map<String, Long> addresses, String ambiguous) {
        return new KernelSymbols() {
            @Override
            public OptionalLong address(String name) {
                return addresses.containsKey(name) ? OptionalLong.of(addresses.get(name)) : OptionalLong.empty();
            }

            @Override
            public boolean isAmbiguous(String name) {
                return name.equals(ambiguous);
            }

            @Override
            public Collection<String> names() {
                return addresses.keySet().stream().sorted().toList();
            }
        };
    }

    TargetKernel build() {
        Btf btf = types.toBtf();
        KernelConfig options = config.isEmpty()
                ? KernelConfig.UNKNOWN
                : KernelConfigText.whole(Bytes.wrap(config.getBytes(StandardCharsets.UTF_8), "config"));
        return new TargetKernel("tiny", release, Archs.X86_64, btf, List.of(module(btf)), symbols, options);
    }

    /** Has what the kernel lacks: {@code bpf_task_release} and a tracepoint. */
    private KernelModule module(Btf base) {
        BtfEditor editor = BtfEditor.of(BtfReader.readSplit(empty(), base));
        int proto = editor.add(new BtfType.FuncProto(0, List.of(new BtfType.Param("task", taskPointer))));
        editor.add(new BtfType.Func("bpf_task_release", proto, BtfType.Func.STATIC));
        editor.add(new BtfType.Func("no_such_function", proto, BtfType.Func.STATIC));
        return new KernelModule(MODULE, editor.toBtf());
    }

    private static Bytes empty() {
        ByteBuffer blob = ByteBuffer.allocate(25).order(ByteOrder.LITTLE_ENDIAN);
        blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        blob.putInt(0).putInt(0).putInt(0).putInt(1);
        return Bytes.wrap(blob.array(), "module");
    }
}

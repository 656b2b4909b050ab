// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import java.util.ArrayList;
import java.util.List;

/**
 * What a kernel's types say of the places of one mechanism: functions, or tracepoints, which they have as {@code typedef}s of
 * pointers to functions whose first parameter is the tracer's own. Such a type does not name its parameters; the function that
 * calls one tracer after the other, which every tracepoint has since 5.10, does.
 */
public final class ProbedTypes {
    private static final String TRACEPOINT = "btf_trace_";
    private static final String CALLER = "__traceiter_";

    private final Btf btf;
    private final boolean tracepoints;

    public ProbedTypes(Btf btf, Mechanism mechanism) {
        this.btf = btf;
        this.tracepoints = mechanism.isTracepoint();
    }

    /** In messages. */
    String noun() {
        return tracepoints ? "tracepoint" : "function";
    }

    /** The types of every one of that name, in the order of their ids. */
    public List<Integer> find(String name) {
        return tracepoints ? btf.findAll(BtfKind.TYPEDEF, TRACEPOINT + name) : btf.findAll(BtfKind.FUNC, name);
    }

    /** The name of every one. */
    public List<String> names() {
        if (!tracepoints) {
            return btf.names(BtfKind.FUNC);
        }
        return btf.names(BtfKind.TYPEDEF).stream()
                .filter(name -> name.startsWith(TRACEPOINT))
                .map(name -> name.substring(TRACEPOINT.length()))
                .toList();
    }

    /**
     * Its arguments and result.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the type describes nothing that can be called
     */
    public BtfType.FuncProto prototype(int id) {
        if (!tracepoints) {
            int proto = ((BtfType.Func) btf.type(id)).proto();
            if (btf.type(proto) instanceof BtfType.FuncProto type) {
                return type;
            }
            throw btf.raw().corrupt(-1, "function type " + id + " has type " + proto + " for its prototype");
        }
        if (btf.resolve(id) instanceof BtfType.Ptr pointer
                && btf.resolve(pointer.type()) instanceof BtfType.FuncProto type
                && !type.params().isEmpty()) {
            List<BtfType.Param> params = named(btf.name(id).substring(TRACEPOINT.length()), type.params());
            return new BtfType.FuncProto(type.returnType(), params.subList(1, params.size()));
        }
        throw btf.raw().corrupt(-1, "type " + id + " of a tracepoint is no pointer to a function with parameters");
    }

    private List<BtfType.Param> named(String tracepoint, List<BtfType.Param> params) {
        List<BtfType.Param> names = btf.find(BtfKind.FUNC, CALLER + tracepoint)
                .filter(function ->
                        btf.resolve(((BtfType.Func) btf.type(function)).proto()) instanceof BtfType.FuncProto)
                .map(function ->
                        ((BtfType.FuncProto) btf.resolve(((BtfType.Func) btf.type(function)).proto())).params())
                .orElse(List.of());
        if (names.size() != params.size()) {
            return params;
        }
        List<BtfType.Param> together = new ArrayList<>();
        for (int i = 0; i < params.size(); i++) {
            BtfType.Param param = params.get(i);
            together.add(param.name().isEmpty() ? new BtfType.Param(names.get(i).name(), param.type()) : param);
        }
        return together;
    }
}

// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.loader.insn.Instructions;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * From a verified program to a class: a static method for each function, more for a function that would exceed what HotSpot
 * compiles.
 */
final class ProgramCompiler {
    /** HotSpot compiles no method of more than 8000 bytes ({@code HugeMethodLimit}), whatever it costs. */
    static final int MAX_METHOD_BYTES = 8000;

    /** Instructions of a part of a function that is too long: fewer make more parts, more slow HotSpot down. */
    private static final int PART_INSTRUCTIONS = 600;

    private static final String CLASS_NAME =
            ProgramCompiler.class.getPackageName().replace('.', '/') + "/Compiled";
    private static final String SUPERCLASS = CompiledProgram.class.getName().replace('.', '/');
    private static final String RUN = "(L" + FunctionScope.MACHINE + ";JJ)J";
    private static final String CALL = "(L" + FunctionScope.MACHINE + ";IJJJJJ)J";

    private final Instructions program;
    private final ProgramProof proof;
    private final ProgramFacts facts;
    private final List<FunctionLayout> functions;
    private final Tracking tracking;
    private int partInstructions = PART_INSTRUCTIONS;
    private int longestPart;
    private int places;
    private boolean usesFrames;

    ProgramCompiler(Instructions program, ProgramProof proof, ProgramFacts facts) {
        this.program = program;
        this.proof = proof;
        this.facts = facts;
        this.functions = FunctionLayout.of(program, proof);
        this.tracking = new Tracking(proof);
    }

    /** The class file, for Java 17, with what an instance needs to know. */
    CodeCache.ClassFile compile() {
        byte[] bytes = classFile();
        return new CodeCache.ClassFile(bytes, places, usesFrames);
    }

    /** What is to be known when a run goes wrong; as of the class file written last. */
    Origins origins() {
        return Origins.of(program, functions, tracking);
    }

    byte[] classFile() {
        List<FunctionLayout> tooLong = new ArrayList<>();
        ClassWriter writer = write(tooLong, true);
        if (tooLong.isEmpty()) {
            return writer.toByteArray();
        }
        for (int instructions = PART_INSTRUCTIONS; instructions > 0; instructions /= 2) {
            partInstructions = instructions;
            longestPart = 0;
            writer = write(tooLong, false);
            if (longestPart <= MAX_METHOD_BYTES) {
                return writer.toByteArray();
            }
        }
        throw new IllegalStateException("one instruction takes " + longestPart + " bytes");
    }

    /**
     * @param tooLong functions that are written in parts, or, while looking for them, those that turn out to be
     */
    private ClassWriter write(List<FunctionLayout> tooLong, boolean looking) {
        places = 0;
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, CLASS_NAME, null, SUPERCLASS, null);
        constructor(writer);
        run(writer);
        call(writer);
        for (FunctionLayout function : functions) {
            if (!proof.isReached(function.start())) {
                continue;
            }
            if (!looking && tooLong.contains(function)) {
                parts(writer, function);
            } else if (whole(writer, function) > MAX_METHOD_BYTES && looking) {
                tooLong.add(function);
            }
        }
        return writer;
    }

    private static void constructor(ClassWriter writer) {
        MethodVisitor out = writer.visitMethod(0, "<init>", "(IZ)V", null, null);
        out.visitCode();
        out.visitVarInsn(Opcodes.ALOAD, 0);
        out.visitVarInsn(Opcodes.ILOAD, 1);
        out.visitVarInsn(Opcodes.ILOAD, 2);
        out.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPERCLASS, "<init>", "(IZ)V", false);
        out.visitInsn(Opcodes.RETURN);
        out.visitMaxs(3, 3);
        out.visitEnd();
    }

    private static void run(ClassWriter writer) {
        MethodVisitor out = writer.visitMethod(0, "run", RUN, null, null);
        out.visitCode();
        out.visitVarInsn(Opcodes.ALOAD, 1);
        out.visitVarInsn(Opcodes.LLOAD, 2);
        out.visitVarInsn(Opcodes.LLOAD, 4);
        for (int unused = 3; unused <= 5; unused++) {
            out.visitInsn(Opcodes.LCONST_0);
        }
        out.visitMethodInsn(Opcodes.INVOKESTATIC, CLASS_NAME, FunctionWriter.name(0), FunctionWriter.DESCRIPTOR, false);
        out.visitInsn(Opcodes.LRETURN);
        out.visitMaxs(12, 6);
        out.visitEnd();
    }

    /** Functions that a helper may call, by the slots they begin at. */
    private void call(ClassWriter writer) {
        MethodVisitor out = writer.visitMethod(0, "call", CALL, null, null);
        out.visitCode();
        List<FunctionLayout> reached =
                functions.stream().filter(each -> proof.isReached(each.start())).toList();
        int[] keys = reached.stream().mapToInt(FunctionLayout::start).toArray();
        Label[] labels = reached.stream().map(each -> new Label()).toArray(Label[]::new);
        Label none = new Label();
        out.visitVarInsn(Opcodes.ILOAD, 2);
        out.visitLookupSwitchInsn(none, keys, labels);
        for (int index = 0; index < keys.length; index++) {
            out.visitLabel(labels[index]);
            out.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            out.visitVarInsn(Opcodes.ALOAD, 1);
            for (int argument = 0; argument < 5; argument++) {
                out.visitVarInsn(Opcodes.LLOAD, 3 + 2 * argument);
            }
            out.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    CLASS_NAME,
                    FunctionWriter.name(keys[index]),
                    FunctionWriter.DESCRIPTOR,
                    false);
            out.visitInsn(Opcodes.LRETURN);
        }
        out.visitLabel(none);
        out.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        out.visitVarInsn(Opcodes.ALOAD, 1);
        out.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, FunctionScope.MACHINE, "impossible", "()Ljava/lang/RuntimeException;", false);
        out.visitInsn(Opcodes.ATHROW);
        out.visitMaxs(12, 13);
        out.visitEnd();
    }

    private int whole(ClassWriter writer, FunctionLayout function) {
        StackPlan stack = StackPlan.of(program, function, tracking, facts, true);
        MethodVisitor out = method(writer, FunctionWriter.name(function.start()), FunctionWriter.DESCRIPTOR);
        boolean keepsAll = facts.variant().limited();
        AddressUses addresses = keepsAll
                ? AddressUses.ofParts(program, function, tracking)
                : AddressUses.of(program, function, tracking);
        FunctionScope scope = scope(out, function, stack, addresses);
        usesFrames |= stack.needsFrame();
        int length = new FunctionWriter(scope, CLASS_NAME, function.start(), function.end()).write();
        places = scope.places();
        return length;
    }

    private FunctionScope scope(MethodVisitor out, FunctionLayout function, StackPlan stack, AddressUses addresses) {
        return new FunctionScope(
                out, program, function, tracking, stack, addresses, facts, new Locals(stack, facts.variant()), places);
    }

    private static MethodVisitor method(ClassWriter writer, String name, String descriptor) {
        return writer.visitMethod(Opcodes.ACC_STATIC, name, descriptor, null, null);
    }

    private void parts(ClassWriter writer, FunctionLayout function) {
        StackPlan stack = StackPlan.of(program, function, tracking, facts, false);
        usesFrames = true;
        List<Integer> starts = partStarts(function);
        function.divide(starts);
        for (int part = 0; part < starts.size(); part++) {
            int from = starts.get(part);
            int to = part + 1 < starts.size() ? starts.get(part + 1) : function.end();
            MethodVisitor out = method(writer, FunctionWriter.partName(from), FunctionWriter.PART_DESCRIPTOR);
            FunctionScope scope = scope(out, function, stack, AddressUses.ofParts(program, function, tracking));
            int length = new FunctionWriter(scope, CLASS_NAME, from, to).write();
            places = scope.places();
            longestPart = Math.max(longestPart, length);
        }
        new PartDriver(method(writer, FunctionWriter.name(function.start()), FunctionWriter.DESCRIPTOR), CLASS_NAME)
                .write(function, starts, stack);
    }

    private List<Integer> partStarts(FunctionLayout function) {
        List<Integer> starts = new ArrayList<>();
        int count = partInstructions;
        for (int slot = function.start(); slot < function.end(); slot = function.next(slot)) {
            if (count >= partInstructions) {
                starts.add(slot);
                count = 0;
            }
            count++;
        }
        return starts;
    }
}

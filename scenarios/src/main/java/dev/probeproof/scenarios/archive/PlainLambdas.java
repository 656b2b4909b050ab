// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.archive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Rewrites a class file: where a lambda or a method reference is made, a class of its own is used. */
final class PlainLambdas {
    /**
     * A class without lambdas, and the classes that took their place.
     *
     * @param name as in class files, with slashes
     * @param nestHost the class whose private members all these may use, if it says that they may
     * @param lambdas bytes by name
     */
    record Rewritten(String name, byte[] bytes, String nestHost, Map<String, byte[]> lambdas) {}

    private PlainLambdas() {}

    static Rewritten rewrite(byte[] classFile) {
        ClassWriter writer = new ClassWriter(0);
        Rewriter rewriter = new Rewriter(writer);
        new ClassReader(classFile).accept(rewriter, 0);
        return new Rewritten(rewriter.name, writer.toByteArray(), rewriter.nestHost, rewriter.lambdas);
    }

    static byte[] withNestMembers(byte[] classFile, List<String> members) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public void visitEnd() {
                                members.forEach(super::visitNestMember);
                                super.visitEnd();
                            }
                        },
                        0);
        return writer.toByteArray();
    }

    private static final class Rewriter extends ClassVisitor {
        private final Map<String, byte[]> lambdas = new LinkedHashMap<>();
        private String name = "";
        private String nestHost = "";

        Rewriter(ClassWriter target) {
            super(Opcodes.ASM9, target);
        }

        @Override
        public void visit(
                int version,
                int access,
                String className,
                @Nullable String signature,
                String superName,
                String[] interfaces) {
            name = className;
            nestHost = className;
            super.visit(version, access, className, signature, superName, interfaces);
        }

        @Override
        public void visitNestHost(String host) {
            nestHost = host;
            super.visitNestHost(host);
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String method,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodVisitor target = super.visitMethod(access, method, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, target) {
                @Override
                public void visitInvokeDynamicInsn(String called, String factory, Handle bootstrap, Object... given) {
                    if (isLambda(bootstrap)) {
                        String lambda = name + "$$Plain" + lambdas.size();
                        LambdaShape shape =
                                new LambdaShape(called, factory, (Type) given[0], (Handle) given[1], (Type) given[2]);
                        lambdas.put(lambda, LambdaClassWriter.write(lambda, nestHost, shape));
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, lambda, LambdaClassWriter.FACTORY, factory, false);
                    } else {
                        super.visitInvokeDynamicInsn(called, factory, bootstrap, given);
                    }
                }
            };
        }

        /** Not those of {@code altMetafactory}: serializable ones, and others with more than one method. */
        private static boolean isLambda(Handle bootstrap) {
            return bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                    && bootstrap.getName().equals("metafactory");
        }
    }
}

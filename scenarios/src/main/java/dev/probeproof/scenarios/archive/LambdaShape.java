// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.archive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a class file says of a lambda: see {@link java.lang.invoke.LambdaMetafactory#metafactory}.
 *
 * @param method the name of the interface's method
 * @param factory takes the captured values and returns the interface
 * @param erased the interface's method as it is declared
 * @param body what is called
 * @param actual the interface's method with its type arguments
 */
record LambdaShape(String method, String factory, Type erased, Handle body, Type actual) {
    Type[] captured() {
        return Type.getArgumentTypes(factory);
    }

    String interfaceName() {
        return Type.getReturnType(factory).getInternalName();
    }

    /** Of what is called: the captured values first, then those that the interface's method is called with. */
    List<Type> bodyParameters() {
        List<Type> parameters = new ArrayList<>();
        if (body.getTag() != Opcodes.H_INVOKESTATIC && !isConstructor()) {
            parameters.add(bodyOwner());
        }
        Collections.addAll(parameters, Type.getArgumentTypes(body.getDesc()));
        return parameters;
    }

    Type bodyResult() {
        return isConstructor() ? bodyOwner() : Type.getReturnType(body.getDesc());
    }

    boolean isConstructor() {
        return body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    }

    private Type bodyOwner() {
        return Type.getObjectType(body.getOwner());
    }

    /** A private method is called as any other by a class of the same nest. */
    int callInstruction() {
        if (isConstructor()) {
            return Opcodes.INVOKESPECIAL;
        } else if (body.getTag() == Opcodes.H_INVOKESTATIC) {
            return Opcodes.INVOKESTATIC;
        }
        return body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
    }
}

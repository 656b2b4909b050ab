// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;

/** The classes of a package that implement something: what its table must list. */
public final class TableOfClasses {
    private TableOfClasses() {}

    /** Simple names, sorted; interfaces and what is nested in other classes left out. */
    public static List<String> implementing(Class<?> type) {
        return new ClassFileImporter()
                .importPackages(type.getPackageName()).stream()
                        .filter(found -> found.isAssignableTo(type) && !found.isInterface())
                        .filter(found -> !found.getModifiers().contains(JavaModifier.ABSTRACT))
                        .filter(found -> found.getPackageName().equals(type.getPackageName()))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .sorted()
                        .toList();
    }
}

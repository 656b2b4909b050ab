// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What ARCHITECTURE.md says of every module, as checks over its compiled classes. Each module's ArchitectureTest asks. */
public final class ArchitectureRules {
    /** "Base" is not among them: the base of a fetch is a word of the field. */
    private static final List<String> VAGUE_NAMES =
            List.of("Util", "Utils", "Manager", "Processor", "Handler", "Impl", "Common", "Data", "Misc");

    private final String root;
    private final JavaClasses classes;

    private ArchitectureRules(String root, JavaClasses classes) {
        this.root = root;
        this.classes = classes;
    }

    /**
     * The classes of the module whose tests are running.
     *
     * @param root its root package
     */
    public static ArchitectureRules of(String root) {
        return new ArchitectureRules(root, new ClassFileImporter().importPath(Path.of("target", "classes")));
    }

    /** The classes. */
    public JavaClasses classes() {
        return classes;
    }

    /**
     * Every package imports only packages before it in the list, which also rules out cycles.
     *
     * @param packages names below the root package; the root package itself comes last, without being named
     */
    public void importOnlyWhatIsListedBefore(String... packages) {
        List<String> order = new ArrayList<>(
                Stream.of(packages).map(name -> root + "." + name).toList());
        order.add(root);
        List<String> violations = new ArrayList<>();
        for (JavaClass origin : classes) {
            int from = order.indexOf(origin.getPackageName());
            assertThat(from)
                    .as("package %s is in no list: decide where it stands", origin.getPackageName())
                    .isNotNegative();
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                int to = order.indexOf(
                        dependency.getTargetClass().getBaseComponentType().getPackageName());
                if (to > from) {
                    violations.add(dependency.getDescription());
                }
            }
        }
        assertThat(violations).as("imports of later packages").isEmpty();
    }

    /**
     * Classes of the module depend on the JDK, on itself and on the given packages (with what is below them) only.
     */
    public void dependOnlyOn(String... prefixes) {
        List<String> allowed = new ArrayList<>(List.of("java", "javax", "jdk", root, "org.jspecify.annotations"));
        allowed.addAll(List.of(prefixes));
        assertThat(dependenciesOutside(classes, allowed)).isEmpty();
    }

    /**
     * Only one place may use a library.
     *
     * @param place a package, or a class with those inside it
     */
    public void onlyIn(String place, String library) {
        List<String> violations = new ArrayList<>();
        for (JavaClass origin : classes) {
            if (!isIn(origin.getName().replace('$', '.'), place)) {
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    if (isIn(dependency.getTargetClass().getBaseComponentType().getPackageName(), library)) {
                        violations.add(dependency.getDescription());
                    }
                }
            }
        }
        assertThat(violations).as("%s outside %s", library, place).isEmpty();
    }

    /** Nobody prints by way of {@code System}; who may print is handed a stream. */
    public void nobodyUsesStandardStreams() {
        List<String> violations = new ArrayList<>();
        for (JavaClass origin : classes) {
            origin.getFieldAccessesFromSelf().stream()
                    .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
                    .filter(access ->
                            List.of("out", "err").contains(access.getTarget().getName()))
                    .forEach(access -> violations.add(access.getDescription()));
            origin.getMethodCallsFromSelf().stream()
                    .filter(call -> call.getTarget().getName().equals("printStackTrace"))
                    .filter(call -> call.getTarget().getRawParameterTypes().isEmpty())
                    .forEach(call -> violations.add(call.getDescription()));
        }
        assertThat(violations).isEmpty();
    }

    /** A concrete class that nobody extends is final. */
    public void concreteClassesAreFinalUnlessExtended() {
        assertThat(classes.stream()
                        .filter(type -> !type.isInterface() && !type.isEnum() && !type.isAnonymousClass())
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.FINAL))
                        .filter(type -> !type.getName().endsWith("package-info"))
                        .filter(type -> type.getSubclasses().isEmpty())
                        .map(JavaClass::getName)
                        .sorted())
                .as("classes to declare final")
                .isEmpty();
    }

    /**
     * Names that say nothing are not used.
     *
     * @param given names that somebody else gave to the thing, such as the kernel to a helper
     */
    public void noVagueNames(String... given) {
        assertThat(classes.stream()
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !List.of(given).contains(name))
                        .filter(name -> VAGUE_NAMES.stream().anyMatch(name::endsWith))
                        .sorted())
                .isEmpty();
    }

    /** Static fields are constants: final, and no arrays that are not private. */
    public void noStaticState() {
        assertThat(classes.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL)
                                || field.getRawType().isArray()
                                        && !field.getModifiers().contains(JavaModifier.PRIVATE))
                        .map(field -> field.getFullName())
                        .sorted())
                .as("static fields that can change")
                .isEmpty();
    }

    /** Every package says what it is for, and that null is marked. */
    public void packagesAreDescribed() throws IOException {
        List<String> undescribed = new ArrayList<>();
        try (Stream<Path> folders = Files.walk(Path.of("src", "main", "java"))) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                if (hasSources(folder) && !isDescribed(folder.resolve("package-info.java"))) {
                    undescribed.add(folder.toString());
                }
            }
        }
        assertThat(undescribed).as("packages without Javadoc or @NullMarked").isEmpty();
    }

    private static boolean hasSources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        }
    }

    private static boolean isDescribed(Path info) throws IOException {
        if (!Files.exists(info)) {
            return false;
        }
        String text = Files.readString(info);
        return text.contains("/**") && text.contains("@NullMarked");
    }

    private static List<String> dependenciesOutside(JavaClasses classes, List<String> allowed) {
        List<String> violations = new ArrayList<>();
        for (JavaClass origin : classes) {
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.isPrimitive()
                        && allowed.stream().noneMatch(prefix -> isIn(target.getPackageName(), prefix))) {
                    violations.add(dependency.getDescription());
                }
            }
        }
        return violations;
    }

    private static boolean isIn(String packageName, String prefix) {
        return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }
}

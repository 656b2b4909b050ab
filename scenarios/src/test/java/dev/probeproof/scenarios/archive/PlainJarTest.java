// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

import static org.assertj.core.api.Assertions.assertThat;

class PlainJarTest {
    private static final String PREFIX = "dev/probeproof/scenarios/archive/";
    private static final List<Class<?>> CLASSES = List.of(
            ManyLambdas.class,
            ManyLambdas.Inner.class,
            ManyLambdas.OfTwoNumbers.class,
            ManyLambdas.OfWords.class,
            ManyLambdas.Serial.class);

    @TempDir
    private Path folder;

    private Path jar;
    private Path plain;

    @BeforeEach
    void rewrite() throws IOException {
        jar = folder.resolve("jar.jar");
        plain = folder.resolve("plain.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            out.write("Manifest-Version: 1.0\nImplementation-Version: 7.8.9\n".getBytes(StandardCharsets.UTF_8));
            for (Class<?> each : CLASSES) {
                String name = each.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(name));
                try (InputStream bytes = each.getClassLoader().getResourceAsStream(name)) {
                    out.write(bytes.readAllBytes());
                }
            }
            out.putNextEntry(new ZipEntry("other/text.txt"));
        }
        PlainJar.write(jar, PREFIX, plain);
    }

    @Test
    void rewrittenLambdasDoWhatTheOthersDid() throws Exception {
        List<String> expected = new ManyLambdas("x").get();
        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(resultOf(plain)).isEqualTo(expected);
    }

    /** Loaded by themselves, so that it is the rewritten classes that run, and verified, since they are not the JDK's. */
    private static Object resultOf(Path jar) throws Exception {
        URL[] urls = {jar.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(ManyLambdas.class.getName());
            assertThat(type.getPackage().getImplementationVersion()).isEqualTo("7.8.9");
            Object made = type.getConstructor(String.class).newInstance("x");
            return ((Supplier<?>) made).get();
        }
    }

    @Test
    void onlySerializableLambdasAreLeft() throws IOException {
        assertThat(bootstraps(jar)).contains("metafactory", "altMetafactory");
        assertThat(bootstraps(plain)).contains("altMetafactory").doesNotContain("metafactory");
    }

    private static List<String> bootstraps(Path jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class")) {
                    new ClassReader(file.getInputStream(entry)).accept(new BootstrapNames(names), 0);
                }
            }
        }
        return names;
    }

    private static final class BootstrapNames extends ClassVisitor {
        private final List<String> names;

        BootstrapNames(List<String> names) {
            super(Opcodes.ASM9);
            this.names = names;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitInvokeDynamicInsn(String called, String factory, Handle bootstrap, Object... given) {
                    names.add(bootstrap.getName());
                }
            };
        }
    }

    @Test
    void theSameJarGivesTheSameBytes() throws IOException {
        Path again = folder.resolve("again.jar");
        PlainJar.write(jar, PREFIX, again);
        assertThat(again).hasSameBinaryContentAs(plain);
    }

    @Test
    void resourcesStayWhereTheyAre() throws IOException {
        try (JarFile file = new JarFile(plain.toFile())) {
            assertThat(file.getEntry("other/text.txt")).isNull();
            assertThat(file.getEntry(PREFIX + "ManyLambdas.class")).isNotNull();
        }
    }
}

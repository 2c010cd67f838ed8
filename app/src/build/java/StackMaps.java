import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the classes of a library that was compiled for a Java before 6 the stack maps, and the number, of this Java.
 *
 * <p>The JVM keeps no class without stack maps in its ahead-of-time cache, nor any class that extends one: it reads and
 * verifies them at each start, which takes longer than all the rest. What the classes do stays as it is.
 */
final class StackMaps {
    private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

    private StackMaps() {}

    /** @param args the jar, which is replaced */
    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        ByteArrayOutputStream renewed = new ByteArrayOutputStream();
        boolean old = false;
        try (JarFile in = new JarFile(jar.toFile());
                URLClassLoader library = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                JarOutputStream out = new JarOutputStream(renewed)) {
            ClassFile classFile = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(library)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class")) {
                    ClassModel model = classFile.parse(bytes);
                    if (model.majorVersion() < FIRST_WITH_STACK_MAPS) {
                        old = true;
                        bytes = classFile.transformClass(model, renewed());
                    }
                }
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(bytes);
                out.closeEntry();
            }
        }
        if (old) {
            Files.write(jar, renewed.toByteArray());
        }
    }

    /** Code is taken apart and put together again, or its old form would be copied as it is. */
    private static ClassTransform renewed() {
        return ClassTransform.transformingMethodBodies(CodeTransform.endHandler(code -> {}))
                .andThen((builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.latestMajorVersion(), 0);
                    } else {
                        builder.with(element);
                    }
                });
    }
}

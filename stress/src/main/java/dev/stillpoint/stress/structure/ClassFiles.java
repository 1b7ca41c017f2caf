// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The class files of a folder or of a jar. */
public final class ClassFiles {

    private ClassFiles() {
    }

    /** Reads the classes one after the other, in the order of their names. Packages and modules are left out. */
    public static void forEach(Path root, Consumer<ClassModel> reader) throws IOException {
        if (Files.isDirectory(root)) {
            forEachBelow(root, reader);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(root)) {
                forEachBelow(jar.getPath("/"), reader);
            }
        }
    }

    private static void forEachBelow(Path folder, Consumer<ClassModel> reader) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(ClassFiles::isOfAType).sorted().map(ClassFiles::parse).forEach(reader);
        }
    }

    private static boolean isOfAType(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".class") && !name.equals("package-info.class") && !name.equals("module-info.class");
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The class files of a folder or of a jar. */
public final class ClassFiles {

    private static final String SUFFIX = ".class";

    private ClassFiles() {
    }

    /** Reads the classes one after the other, in the order of their names. Packages and modules are left out. */
    public static void forEach(Path root, Consumer<ClassModel> reader) throws IOException {
        forEachFile(root, (_, file) -> reader.accept(parse(file)));
    }

    /** The binary names of the classes, in order. None of them is read. */
    public static List<String> names(Path root) throws IOException {
        List<String> names = new ArrayList<>();
        forEachFile(root, (folder, file) -> {
            String path = folder.relativize(file).toString();
            names.add(path.substring(0, path.length() - SUFFIX.length()).replace('/', '.'));
        });
        return names;
    }

    /** @param reader is given the folder, or that of the jar, and a file below it */
    private static void forEachFile(Path root, BiConsumer<Path, Path> reader) throws IOException {
        if (Files.isDirectory(root)) {
            forEachBelow(root, reader);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(root)) {
                forEachBelow(jar.getPath("/"), reader);
            }
        }
    }

    private static void forEachBelow(Path folder, BiConsumer<Path, Path> reader) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(ClassFiles::isOfAType).sorted().forEach(file -> reader.accept(folder, file));
        }
    }

    private static boolean isOfAType(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) && !name.equals("package-info.class") && !name.equals("module-info.class");
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

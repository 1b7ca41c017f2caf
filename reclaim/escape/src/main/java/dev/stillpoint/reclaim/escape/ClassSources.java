// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads class files out of directories, jars, and single files. */
final class ClassSources {

    private static final String SUFFIX = ".class";

    private ClassSources() {
    }

    /**
     * Reads all class files of a source.
     *
     * @throws IOException if the source does not exist, is of another kind, or holds what is no class file
     */
    static List<ClassFacts> read(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return readDirectory(source);
        }
        if (!Files.exists(source)) {
            throw new NoSuchFileException(source.toString(), null, "name a directory, a jar or a class file");
        }
        if (source.toString().endsWith(SUFFIX)) {
            return List.of(parse(Files.readAllBytes(source), source.toString()));
        }
        return readJar(source);
    }

    static ClassFacts parse(byte[] bytes, String source) throws IOException {
        try {
            return ClassFacts.of(bytes);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s is no class file that this JDK can read: %s".formatted(source, e.getMessage()),
                    e);
        }
    }

    private static List<ClassFacts> readDirectory(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(file -> isClass(file.getFileName().toString())).sorted().toList();
        }
        List<ClassFacts> classes = new ArrayList<>();
        for (Path file : files) {
            classes.add(parse(Files.readAllBytes(file), file.toString()));
        }
        return classes;
    }

    private static List<ClassFacts> readJar(Path path) throws IOException {
        List<ClassFacts> classes = new ArrayList<>();
        try (JarFile jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version())) {
            for (JarEntry entry : jar.versionedStream().filter(each -> isClass(each.getName())).toList()) {
                try (InputStream file = jar.getInputStream(entry)) {
                    classes.add(parse(file.readAllBytes(), path + "!/" + entry.getName()));
                }
            }
        } catch (ZipException e) {
            throw new IOException("%s is neither a directory nor a jar nor a class file".formatted(path), e);
        }
        return classes;
    }

    private static boolean isClass(String name) {
        return name.endsWith(SUFFIX) && !name.endsWith("module-info.class");
    }
}

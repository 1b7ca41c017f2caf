// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Reads class files out of directories, jars, and single files; out of jars inside jars too. What cannot be read is
 * noted, and the others are read all the same.
 */
final class ClassSources {

    private static final String SUFFIX = ".class";
    private static final String JAR = ".jar";
    private static final String VERSIONS = "META-INF/versions/";

    private final List<ClassFacts> classes = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    List<ClassFacts> classes() {
        return classes;
    }

    /** Files that are no class files, or damaged, with the reason. */
    List<String> unreadable() {
        return unreadable;
    }

    /**
     * Reads all class files of a source.
     *
     * @throws IOException if the source does not exist, is of another kind, or holds no class
     */
    void read(Path source) throws IOException {
        int before = classes.size() + unreadable.size();
        if (Files.isDirectory(source)) {
            readDirectory(source);
        } else if (!Files.exists(source)) {
            throw new NoSuchFileException(source.toString(), null, "name a directory, a jar or a class file");
        } else if (source.toString().endsWith(SUFFIX)) {
            add(Files.readAllBytes(source), source.toString());
        } else {
            readJar(source);
        }
        if (classes.size() + unreadable.size() == before) {
            throw new IOException("%s holds no class; name what the compiler wrote".formatted(source));
        }
    }

    static ClassFacts parse(byte[] bytes, String source) throws IOException {
        try {
            return ClassFacts.of(bytes, source);
        } catch (RuntimeException | StackOverflowError e) {
            // The JDK's parser throws many kinds of these when a file is damaged.
            throw new IOException("%s is no class file that this JDK can read: %s".formatted(source, e.getMessage()),
                    e);
        }
    }

    private void add(byte[] bytes, String source) {
        try {
            classes.add(parse(bytes, source));
        } catch (IOException e) {
            unreadable.add(String.valueOf(e.getMessage()));
        }
    }

    private void readDirectory(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            files = all.filter(file -> isClass(file.getFileName().toString())).sorted().toList();
        } catch (UncheckedIOException e) {
            throw new IOException("%s cannot be read whole: %s".formatted(directory, e.getCause()), e);
        }
        for (Path file : files) {
            add(Files.readAllBytes(file), file.toString());
        }
    }

    private void readJar(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version())) {
            for (JarEntry entry : jar.versionedStream().toList()) {
                if (isClass(entry.getName()) || entry.getName().endsWith(JAR)) {
                    readEntry(jar, entry, path + "!/" + entry.getName());
                }
            }
        } catch (ZipException e) {
            throw new IOException("%s is neither a directory nor a jar nor a class file".formatted(path), e);
        }
    }

    private void readEntry(JarFile jar, JarEntry entry, String source) {
        try (InputStream file = jar.getInputStream(entry)) {
            if (entry.getName().endsWith(JAR)) {
                readNested(file.readAllBytes(), source);
            } else {
                add(file.readAllBytes(), source);
            }
        } catch (IOException e) {
            unreadable.add("%s is damaged: %s".formatted(source, e.getMessage()));
        }
    }

    /** A jar in a jar, as fat jars have them; of several versions of a class the one that this JVM would load. */
    private void readNested(byte[] jar, String source) {
        Map<String, byte[]> latest = new LinkedHashMap<>();
        Map<String, Integer> versions = new LinkedHashMap<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = entry.getName();
                if (name.endsWith(JAR)) {
                    readNested(entries.readAllBytes(), source + "!/" + name);
                } else if (isClass(name)) {
                    int version = version(name);
                    String plain = version == 0 ? name : name.substring(name.indexOf('/', VERSIONS.length()) + 1);
                    if (version <= Runtime.version().feature() && version >= versions.getOrDefault(plain, 0)) {
                        versions.put(plain, version);
                        latest.put(plain, entries.readAllBytes());
                    }
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            unreadable.add("%s is damaged: %s".formatted(source, e.getMessage()));
        }
        latest.forEach((name, bytes) -> add(bytes, source + "!/" + name));
    }

    private static int version(String name) {
        if (!name.startsWith(VERSIONS)) {
            return 0;
        }
        String number =
                name.substring(VERSIONS.length(), Math.max(name.indexOf('/', VERSIONS.length()), VERSIONS.length()));
        return number.matches("\\d{1,4}") ? Integer.parseInt(number) : Integer.MAX_VALUE;
    }

    private static boolean isClass(String name) {
        return name.endsWith(SUFFIX) && !name.endsWith("module-info.class");
    }
}

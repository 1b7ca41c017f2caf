// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.classes.ClassBytes;
import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads class files out of directories, jars, and single files; out of jars inside jars too. What cannot be read is
 * noted, and the others are read all the same. Until it is closed, the classes that it gave can be read again.
 */
final class ClassSources implements Closeable {

    private static final String SUFFIX = ".class";
    private static final String JAR = ".jar";
    private static final int MAX_DEPTH = 8;
    private static final String VERSIONS = "META-INF/versions/";

    private final List<ClassFacts> classes = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    /** Those that were named, not those inside of others; they stay open until the scan has ended. */
    private final List<JarFile> jars = new ArrayList<>();

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
            add(() -> Files.readAllBytes(source), source.toString());
        } else {
            readJar(source);
        }
        if (classes.size() + unreadable.size() == before) {
            throw new IOException("%s holds no class; name what the compiler wrote".formatted(source));
        }
    }

    /** Class files that nobody can read again are kept, as small as they go. */
    static ClassFacts parse(byte[] bytes, String source) throws IOException {
        return parse(bytes, source, packed(bytes));
    }

    private static ClassFacts parse(byte[] bytes, String source, ClassBytes again) throws IOException {
        try {
            return ClassFacts.of(bytes, source, again);
        } catch (RuntimeException | StackOverflowError e) {
            // The JDK's parser throws many kinds of these when a file is damaged.
            throw new IOException("%s is no class file that this JDK can read: %s".formatted(source, e.getMessage()),
                    e);
        }
    }

    private static ClassBytes packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream packing = new DeflaterOutputStream(packed)) {
            packing.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        byte[] small = packed.toByteArray();
        return () -> {
            try (InputStream unpacking = new InflaterInputStream(new ByteArrayInputStream(small))) {
                return unpacking.readAllBytes();
            }
        };
    }

    private void add(ClassBytes file, String source) throws IOException {
        add(file.read(), file, source);
    }

    private void add(byte[] bytes, ClassBytes again, String source) {
        try {
            classes.add(parse(bytes, source, again));
        } catch (IOException e) {
            unreadable.add(String.valueOf(e.getMessage()));
        }
    }

    private void readDirectory(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(directory, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE,
                new SimpleFileVisitor<>() {

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (isClass(file.getFileName().toString())) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        // Where a link leads back to, the walk has been.
                        if (!(e instanceof FileSystemLoopException)) {
                            unreadable.add("%s cannot be read: %s".formatted(file, e));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
                        if (e != null) {
                            unreadable.add("%s cannot be read whole: %s".formatted(visited, e));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        files.sort(null);
        for (Path file : files) {
            try {
                add(() -> Files.readAllBytes(file), file.toString());
            } catch (IOException e) {
                unreadable.add("%s cannot be read: %s".formatted(file, e));
            }
        }
    }

    private void readJar(Path path) throws IOException {
        JarFile jar = open(path);
        jars.add(jar);
        for (JarEntry entry : jar.versionedStream().toList()) {
            if (isClass(entry.getName()) || entry.getName().endsWith(JAR)) {
                readEntry(jar, entry, path + "!/" + entry.getName());
            }
        }
    }

    private static JarFile open(Path path) throws IOException {
        try {
            return new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
        } catch (ZipException e) {
            throw new IOException("%s is neither a directory nor a jar nor a class file, or it is damaged: %s"
                    .formatted(path, e.getMessage()), e);
        }
    }

    private void readEntry(JarFile jar, JarEntry entry, String source) {
        ClassBytes file = () -> {
            try (InputStream bytes = jar.getInputStream(entry)) {
                return bytes.readAllBytes();
            }
        };
        try {
            if (entry.getName().endsWith(JAR)) {
                readNested(file.read(), source, 1);
            } else {
                add(file, source);
            }
        } catch (IOException e) {
            unreadable.add("%s is damaged: %s".formatted(source, e.getMessage()));
        }
    }

    /** A jar in a jar, as fat jars have them; of several versions of a class the one that this JVM would load. */
    private void readNested(byte[] jar, String source, int depth) {
        if (depth > MAX_DEPTH) {
            // A jar may be made to contain itself.
            unreadable.add("%s is too deep in other jars".formatted(source));
            return;
        }
        Map<String, byte[]> latest = new LinkedHashMap<>();
        Map<String, Integer> versions = new LinkedHashMap<>();
        try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = entry.getName();
                if (name.endsWith(JAR)) {
                    readNested(entries.readAllBytes(), source + "!/" + name, depth + 1);
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
        latest.forEach((name, bytes) -> add(bytes, packed(bytes), source + "!/" + name));
    }

    private static int version(String name) {
        if (!name.startsWith(VERSIONS)) {
            return 0;
        }
        String number =
                name.substring(VERSIONS.length(), Math.max(name.indexOf('/', VERSIONS.length()), VERSIONS.length()));
        return number.matches("\\d{1,4}") ? Integer.parseInt(number) : Integer.MAX_VALUE;
    }

    @Override
    public void close() throws IOException {
        for (JarFile jar : jars) {
            jar.close();
        }
    }

    private static boolean isClass(String name) {
        return name.endsWith(SUFFIX) && !name.endsWith("module-info.class");
    }
}

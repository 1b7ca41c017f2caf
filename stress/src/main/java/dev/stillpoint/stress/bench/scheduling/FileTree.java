// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A tree of directories with small files, made for a benchmark and deleted afterwards. */
final class FileTree implements AutoCloseable {

    static final int FILES = 16;
    private static final int BRANCHES = 8;
    private static final int DEPTH = 3;

    final Path root;

    FileTree() throws IOException {
        root = Files.createTempDirectory("file-tree");
        fill(root, DEPTH);
    }

    private static void fill(Path directory, int depth) throws IOException {
        for (int i = 0; i < FILES; i++) {
            Files.write(directory.resolve("file" + i), new byte[i + 1]);
        }
        for (int i = 0; depth != 0 && i < BRANCHES; i++) {
            fill(Files.createDirectory(directory.resolve("directory" + i)), depth - 1);
        }
    }

    /** What all sizes of all files add up to. */
    static long expectedSize() {
        long directories = 0;
        for (int depth = 0, width = 1; depth <= DEPTH; depth++, width *= BRANCHES) {
            directories += width;
        }
        return directories * FILES * (FILES + 1) / 2;
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

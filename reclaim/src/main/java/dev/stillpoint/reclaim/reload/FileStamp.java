// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a file has changed since another time. A change within the resolution of the file system's clock that
 * keeps the size goes unnoticed.
 *
 * @param size in bytes; -1 for no file
 * @param modified when it was last written
 * @param key what tells it from another file of the same name, if the file system has such a key
 */
record FileStamp(long size, FileTime modified, @Nullable Object key) {

    /** No file, or none that can be looked at. */
    static final FileStamp ABSENT = new FileStamp(-1, FileTime.fromMillis(0), null);

    /**
     * The file as it is now.
     *
     * @throws IOException if it is missing, unreadable, or no regular file
     */
    static FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null,
                    attributes.isDirectory() ? "is a directory, not a file" : "is not a regular file");
        }
        return new FileStamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    /** As {@link #of}, but returns {@link #ABSENT} instead of throwing: the attempt to load the file will tell why. */
    static FileStamp orAbsent(Path file) {
        try {
            return of(file);
        } catch (IOException e) {
            return ABSENT;
        }
    }
}

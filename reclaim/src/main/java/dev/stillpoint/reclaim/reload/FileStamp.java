// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a file has changed since another time. A program can set the time of writing and build the same size
 * again, and a new file often gets the number of one that was removed. But on Unix nobody can set the time at which the
 * file itself was changed last. A change within one tick of the file system's clock that keeps the size goes unnoticed.
 *
 * @param size in bytes; -1 for no file
 * @param modified when it was last written, as far as its writer says
 * @param changed when the content, the name or the rights of the file were last changed; null if the file system does
 *        not tell
 * @param key what tells it from another file of the same name, if the file system has such a key
 */
record FileStamp(long size, FileTime modified, @Nullable FileTime changed, @Nullable Object key) {

    /** No file, or none that can be looked at. */
    static final FileStamp ABSENT = new FileStamp(-1, FileTime.fromMillis(0), null, null);

    private static final String UNIX = "unix";

    /**
     * The file as it is now.
     *
     * @throws IOException if it is missing, unreadable, or no regular file
     */
    static FileStamp of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new FileSystemException(file.toString(), null,
                        attributes.isDirectory() ? "is a directory, not a file" : "is not a regular file");
            }
            // Read last: if the file is replaced in between, this is a stamp that no file has, and so a change.
            return new FileStamp(attributes.size(), attributes.lastModifiedTime(), changeTime(file),
                    attributes.fileKey());
        } catch (FileSystemException e) {
            throw explained(file, e);
        }
    }

    private static @Nullable FileTime changeTime(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains(UNIX)) {
            return null;
        }
        Map<String, Object> attributes = Files.readAttributes(file, UNIX + ":ctime");
        return (FileTime) attributes.get("ctime");
    }

    /** As {@link #of}, but returns {@link #ABSENT} instead of throwing: the attempt to load the file will tell why. */
    static FileStamp orAbsent(Path file) {
        try {
            return of(file);
        } catch (IOException | RuntimeException e) {
            return ABSENT;
        }
    }

    /*
     * Written out because the JDK links the generated ones at run time and keeps what it made, softly: the class loader
     * of an application that is gone would stay until memory is short.
     */

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileStamp stamp && size == stamp.size && modified.equals(stamp.modified)
                && Objects.equals(changed, stamp.changed) && Objects.equals(key, stamp.key);
    }

    @Override
    public int hashCode() {
        return Objects.hash(size, modified, changed, key);
    }

    /** The same exception with a reason, where the JDK leaves it at the name of the file. */
    static FileSystemException explained(Path file, FileSystemException e) {
        if (e.getReason() != null) {
            return e;
        }
        FileSystemException explained = switch (e) {
            case NoSuchFileException _ -> new NoSuchFileException(file.toString(), null, "there is no such file");
            case AccessDeniedException _ -> new AccessDeniedException(file.toString(), null,
                    "this process may not read it: look at the rights of the file and of its folders");
            default -> null;
        };
        if (explained == null) {
            return e;
        }
        explained.initCause(e);
        return explained;
    }
}

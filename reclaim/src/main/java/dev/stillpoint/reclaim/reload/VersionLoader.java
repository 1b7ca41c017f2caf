// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import dev.stillpoint.reclaim.Reclaimable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Makes a version from a file. It either returns a version that is fit for service, or throws and keeps nothing.
 *
 * {@snippet :
 * VersionLoader<Table> loader = VersionLoader.inMemory(Table::new).validatedBy(Table::verify);
 * }
 *
 * @param <T> the version, which owns its memory
 */
@FunctionalInterface
public interface VersionLoader<T extends Reclaimable> {

    /**
     * Opens the file and makes a version of it.
     *
     * @throws Exception anything, if the file is not what it should be; nothing is kept
     */
    T load(Path file) throws Exception;

    /**
     * Makes a version of a file's content.
     *
     * @param <T> the version
     */
    @FunctionalInterface
    interface Parser<T extends Reclaimable> {

        /**
         * Makes the version, which owns {@code memory} from now on: its {@code reclaim} must call that of the memory.
         *
         * @throws Exception anything, if the content is not what it should be; the caller then frees the memory
         */
        T parse(FileMemory memory) throws Exception;
    }

    /**
     * Checks whether a version is fit for service.
     *
     * @param <T> the version
     */
    @FunctionalInterface
    interface Check<T> {

        /**
         * Returns if the version is fit for service.
         *
         * @throws Exception anything, if the version is not fit for service; the caller then frees it
         */
        void check(T version) throws Exception;
    }

    /**
     * Reads the file into private memory, and parses that. Overwriting or truncating the file later changes nothing.
     *
     * @throws NullPointerException if the parser is null
     */
    static <T extends Reclaimable> VersionLoader<T> inMemory(Parser<T> parser) {
        Objects.requireNonNull(parser, "parser");
        return parsing(FileMemory::read, parser);
    }

    /**
     * Maps the file and parses that. Use it only for files that are replaced by renaming and never written in place:
     * see {@link FileMemory}.
     *
     * @throws NullPointerException if the parser is null
     */
    static <T extends Reclaimable> VersionLoader<T> mapped(Parser<T> parser) {
        Objects.requireNonNull(parser, "parser");
        return parsing(FileMemory::map, parser);
    }

    /** Loads with this loader, then checks. What the check refuses is freed. */
    default VersionLoader<T> validatedBy(Check<? super T> check) {
        Objects.requireNonNull(check, "check");
        return file -> {
            T version = load(file);
            try {
                check.check(version);
                return version;
            } catch (Throwable e) {
                Rejected.free(version, e);
                throw e;
            }
        };
    }

    private static <T extends Reclaimable> VersionLoader<T> parsing(VersionLoader<FileMemory> opening,
            Parser<T> parser) {
        return file -> {
            FileMemory memory = opening.load(file);
            try {
                return Objects.requireNonNull(parser.parse(memory), "the parser returned null");
            } catch (Throwable e) {
                Rejected.free(memory, e);
                throw e;
            }
        };
    }
}

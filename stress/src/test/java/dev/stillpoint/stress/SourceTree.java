// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The files that make up the repository. In a checkout these are the files that git tracks and those that the next
 * {@code git add} would add; without git they are all files but what the build made.
 *
 * @param root the folder of the whole
 */
record SourceTree(Path root) {

    private static final Set<String> NOT_SOURCE = Set.of(".git", "target");

    /** The files with more bytes than that, each in a line that says how many. */
    List<String> filesAbove(long bytes) throws IOException {
        List<String> large = new ArrayList<>();
        for (Path file : files()) {
            if (Files.size(file) > bytes) {
                large.add(String.format(Locale.ROOT, "%s has %,d bytes", root.relativize(file), Files.size(file)));
            }
        }
        return large;
    }

    List<Path> files() throws IOException {
        // A checkout has a folder of that name, a second working tree of it a file.
        Optional<List<Path>> known = Files.exists(root.resolve(".git")) ? filesKnownToGit() : Optional.empty();
        return known.isPresent() ? known.orElseThrow() : filesFoundByWalking();
    }

    /** Empty if git is not there or refuses. */
    private Optional<List<Path>> filesKnownToGit() throws IOException {
        Optional<String> names = git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
        return names.map(all -> Arrays.stream(all.split("\0")).map(root::resolve)
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList());
    }

    /** What git answers; empty if it is not there or refuses. */
    Optional<String> git(String... arguments) throws IOException {
        ProcessBuilder git = new ProcessBuilder("git", "-C", root.toString());
        git.command().addAll(List.of(arguments));
        // A hook of git's, which may have started this build, names its own repository there.
        git.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        try {
            Process process = git.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while git was asked.", e);
        }
    }

    private List<Path> filesFoundByWalking() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_SOURCE.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !NOT_SOURCE.contains(String.valueOf(file.getFileName()))) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}

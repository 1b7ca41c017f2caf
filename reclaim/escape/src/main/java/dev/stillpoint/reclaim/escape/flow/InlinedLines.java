// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where code was inlined. Kotlin's compiler gives such code lines beyond the end of the file, and says in a source map
 * (JSR 45) which line of the file called the inline function.
 */
final class InlinedLines {

    private static final Pattern LINE =
            Pattern.compile("(\\d{1,9})(?:#\\d+)?(?:,(\\d{1,9}))?:(\\d{1,9})(?:,(\\d{1,9}))?");

    private final CodeModel code;
    /** By the first line beyond the end; null until somebody asks: most code is only surveyed. */
    private @Nullable NavigableMap<Integer, Calls> calls;

    /** So many lines beyond the end, {@code step} for each line that calls, from {@code first} on. */
    private record Calls(int first, int count, int step) {
    }

    InlinedLines(CodeModel code) {
        this.code = code;
    }

    private static String sourceMap(ClassModel model) {
        return model.findAttribute(Attributes.sourceDebugExtension())
                .map(extension -> new String(extension.contents(), StandardCharsets.UTF_8)).orElse("");
    }

    /** The line of the file for a line of the class file. */
    int inFile(int line) {
        if (calls == null) {
            calls = read(code.parent().flatMap(MethodModel::parent).map(InlinedLines::sourceMap).orElse(""));
        }
        var found = calls.floorEntry(line);
        if (found == null) {
            return line;
        }
        Calls there = found.getValue();
        int offset = (line - found.getKey()) / there.step();
        return offset < there.count() ? there.first() + offset : line;
    }

    private static NavigableMap<Integer, Calls> read(String map) {
        NavigableMap<Integer, Calls> calls = new TreeMap<>();
        boolean ours = false;
        for (String line : map.lines().toList()) {
            ours = line.startsWith("*S ") ? line.equals("*S KotlinDebug") : ours;
            Matcher matcher = LINE.matcher(line);
            if (ours && matcher.matches()) {
                calls.put(Integer.valueOf(matcher.group(3)), new Calls(Integer.parseInt(matcher.group(1)),
                        number(matcher.group(2)), number(matcher.group(4))));
            }
        }
        return calls;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 1 : Math.max(1, Integer.parseInt(digits));
    }
}

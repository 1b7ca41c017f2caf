// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.ordering;

import dev.stillpoint.stress.ordering.OrderedCode.Access;
import dev.stillpoint.stress.ordering.OrderedCode.Member;
import dev.stillpoint.stress.ordering.OrderingPage.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The comments of one source file that say what a fence or an access pairs with. Such a comment stands on the same
 * line, or directly above the statement, the block or the method that begins there. Accesses that follow each other
 * line by line may share one.
 */
final class PairComments {

    private static final String PAIRS = "Pairs with ";
    private static final String NO_PAIR = "Needs no pair: ";

    /** What follows "the JDK's" is not ours, and cannot be looked up. */
    private static final Pattern QUALIFIED =
            Pattern.compile("(?<!the JDK's )\\b(?<owner>[A-Z]\\w*(?:\\.[A-Z]\\w*)*)\\.(?<member>[a-z]\\w*)");

    private final String source;
    private final List<String> lines;

    PairComments(String source, List<String> lines) {
        this.source = source;
        this.lines = lines;
    }

    /**
     * The accesses that no such comment stands beside.
     *
     * @param accesses all that are in this file
     */
    List<String> missing(List<Access> accesses) {
        Set<Integer> accessed = accesses.stream().map(Access::line).collect(Collectors.toSet());
        return accesses.stream().filter(access -> !isSaid(access.line(), accessed))
                .map(access -> "%s:%d: %s in %s has no comment \"%s…\" or \"%s…\"".formatted(source, access.line(),
                        access.operation(), access.method(), PAIRS, NO_PAIR))
                .distinct().toList();
    }

    private boolean isSaid(int line, Set<Integer> accessed) {
        int above = line - 1;
        while (above > 0 && (accessed.contains(above) || leadsOn(line(above)))) {
            above--;
        }
        StringBuilder comment = new StringBuilder(line(line));
        while (above > 0 && isComment(line(above))) {
            comment.append('\n').append(line(above));
            above--;
        }
        return comment.indexOf(PAIRS) >= 0 || comment.indexOf(NO_PAIR) >= 0;
    }

    /** A line of code that the next one continues, or a head whose block or body begins on the next one. */
    private static boolean leadsOn(String line) {
        return !line.isEmpty() && !isComment(line) && !line.endsWith(";") && !line.endsWith("}");
    }

    private static boolean isComment(String line) {
        return line.startsWith("//") || line.startsWith("/*") || line.startsWith("*");
    }

    /**
     * The comments, beside an access or elsewhere, that name nothing as the other side, or what there is not.
     *
     * @param members what they may name
     */
    List<String> stale(Collection<Member> members) {
        List<String> problems = new ArrayList<>();
        for (int line = 1; line <= lines.size(); line++) {
            if (line(line).contains("// " + PAIRS)) {
                String pair = pair(line);
                List<Name> names = QUALIFIED.matcher(pair).results()
                        .map(name -> new Name(name.group("owner"), name.group("member"))).toList();
                if (names.isEmpty() && !pair.startsWith("the JDK's ")) {
                    problems.add("%s:%d: it pairs with what is not named as Class.member".formatted(source, line));
                }
                for (Name name : OrderingPage.stale(names, members)) {
                    problems.add("%s:%d: it pairs with %s, which there is not".formatted(source, line, name));
                }
            }
        }
        return problems;
    }

    /** What the comment that begins on this line says after the fixed words. */
    private String pair(int first) {
        StringBuilder text = new StringBuilder(line(first).substring(line(first).indexOf(PAIRS) + PAIRS.length()));
        if (isComment(line(first))) {
            for (int line = first + 1; line <= lines.size() && line(line).startsWith("// "); line++) {
                text.append(line(line).substring(2));
            }
        }
        return text.toString();
    }

    /** CountedVersion from 1, as the compiler does. */
    private String line(int number) {
        return lines.get(number - 1).strip();
    }
}

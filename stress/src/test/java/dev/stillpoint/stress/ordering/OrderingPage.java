// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.ordering;

import dev.stillpoint.stress.ordering.OrderedCode.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of {@code docs/memory-ordering.md}. The first column of one names fields, that of another methods with
 * fences; all columns name the other side of a pair.
 */
final class OrderingPage {

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    /** {@code Class.field}, {@code Outer.Inner.field}, {@code Class.prefix*}, {@code Class.array[]} or a mere field. */
    private static final Pattern NAME =
            Pattern.compile("(?:(?<owner>[A-Z]\\w*(?:\\.[A-Z]\\w*)*)\\.)?(?<member>[a-zA-Z_]\\w*\\*?)(?:\\[]|\\(\\))?");

    private final List<Name> fields = new ArrayList<>();
    private final List<Name> fences = new ArrayList<>();
    private final List<Name> mentioned = new ArrayList<>();

    /** A name on the page. One that ends in {@code *} stands for all that begin so. */
    record Name(String owner, String member) {

        boolean names(Member candidate) {
            boolean same = member.endsWith("*")
                    ? candidate.name().startsWith(member.substring(0, member.length() - 1))
                    : candidate.name().equals(member);
            return same && candidate.isOf(owner);
        }

        @Override
        public String toString() {
            return owner.isEmpty() ? member + " of no class" : owner + "." + member;
        }
    }

    private OrderingPage() {
    }

    static OrderingPage parse(List<String> lines) {
        OrderingPage page = new OrderingPage();
        List<Name> column = new ArrayList<>();
        for (String line : lines) {
            if (!line.startsWith("|")) {
                column = new ArrayList<>();
                continue;
            }
            String cell = line.substring(1, line.indexOf('|', 1)).strip();
            switch (cell) {
                case "field" -> column = page.fields;
                case "fence in" -> column = page.fences;
                case "---" -> {
                }
                default -> {
                    column.addAll(names(cell));
                    page.mentioned.addAll(qualifiedNames(line));
                }
            }
        }
        return page;
    }

    /** The first name must say of which class it is; those that follow are of the same, unless they say so too. */
    private static List<Name> names(String cell) {
        List<Name> found = new ArrayList<>();
        String owner = "";
        for (String quoted : quoted(cell)) {
            Matcher name = NAME.matcher(quoted);
            if (name.matches()) {
                owner = name.group("owner") == null ? owner : name.group("owner");
                found.add(new Name(owner, name.group("member")));
            }
        }
        return found.isEmpty() ? List.of(new Name("", cell)) : found;
    }

    private static List<Name> qualifiedNames(String row) {
        return quoted(row).stream().map(NAME::matcher).filter(name -> name.matches() && name.group("owner") != null)
                .map(name -> new Name(name.group("owner"), name.group("member"))).toList();
    }

    private static List<String> quoted(String text) {
        return QUOTED.matcher(text).results().map(quoted -> quoted.group(1)).toList();
    }

    List<Name> fields() {
        return fields;
    }

    List<Name> fences() {
        return fences;
    }

    /** All names in the tables that say of which class they are, whatever they are named for. */
    List<Name> mentioned() {
        return mentioned;
    }

    /** Which members have none of these names. */
    static List<Member> unnamed(Collection<Member> members, List<Name> names) {
        return members.stream().filter(member -> names.stream().noneMatch(name -> name.names(member))).toList();
    }

    /** Which names are those of no member. */
    static List<Name> stale(List<Name> names, Collection<Member> members) {
        return names.stream().filter(name -> members.stream().noneMatch(name::names)).toList();
    }
}

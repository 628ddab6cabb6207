package dev.mha.core.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader for the JSON that a safetensors header may hold: objects (as {@link Map}, in the file's order),
 * arrays (as {@link List}), strings and whole numbers (as {@link Long}); a key twice in one object is an error, as is
 * anything after the object but blanks.
 */
final class HeaderJson {
    /** A header is an object of objects of arrays; deeper text is an attack on the stack. */
    private static final int DEEPEST = 8;

    private final String text;
    private int at;

    private HeaderJson(String text) {
        this.text = text;
    }

    /**
     * Reads one object.
     *
     * @throws IllegalArgumentException
     *             saying what is wrong at which character, counted from 1
     */
    static Map<String, Object> parse(String text) {
        HeaderJson reader = new HeaderJson(text);
        reader.expect('{');
        Map<String, Object> object = reader.object(1);
        reader.blanks();
        if (reader.at < text.length()) {
            throw reader.wrong("nothing more");
        }
        return object;
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("more than " + DEEPEST + " levels of nesting at character " + (at + 1));
        }
        blanks();
        char c = at < text.length() ? text.charAt(at) : 0;
        if (c == '{') {
            at++;
            return object(depth);
        }
        if (c == '[') {
            at++;
            return array(depth);
        }
        if (c == '"') {
            at++;
            return string();
        }
        if (c == '-' || digit(c)) {
            return number();
        }
        throw wrong("an object, an array, a string or a whole number");
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (next('}')) {
            return object;
        }
        do {
            expect('"');
            String key = string();
            expect(':');
            if (object.put(key, value(depth + 1)) != null) {
                throw new IllegalArgumentException("key \"" + key + "\" twice, before character " + (at + 1));
            }
        } while (next(','));
        expect('}');
        return object;
    }

    private List<Object> array(int depth) {
        List<Object> array = new ArrayList<>();
        if (next(']')) {
            return array;
        }
        do {
            array.add(value(depth + 1));
        } while (next(','));
        expect(']');
        return array;
    }

    private Long number() {
        int start = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        int digits = at;
        while (at < text.length() && digit(text.charAt(at))) {
            at++;
        }
        boolean leadingZero = at - digits > 1 && text.charAt(digits) == '0';
        boolean fraction = at < text.length() && ".eE".indexOf(text.charAt(at)) >= 0;
        if (fraction) {
            throw wrong("a whole number to end");
        }
        if (at - digits > 18) {
            at = digits + 18;
            throw wrong("a number of at most 18 digits to end");
        }
        if (at == digits || leadingZero) {
            at = start;
            throw wrong("a whole number");
        }
        return Long.valueOf(text.substring(start, at));
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        while (true) {
            if (at == text.length() || text.charAt(at) < ' ') {
                throw wrong("the rest of a string");
            }
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at) : 0;
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        if (c == 'u' && at + 5 <= text.length()) {
            int code = 0;
            for (int i = at + 1; i < at + 5; i++) {
                int digit = hexDigit(text.charAt(i));
                code = digit < 0 || code < 0 ? -1 : code * 16 + digit;
            }
            if (code >= 0) {
                at += 5;
                return (char) code;
            }
        }
        throw wrong("an escape of JSON");
    }

    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private void expect(char c) {
        if (!next(c)) {
            throw wrong("'" + c + "'");
        }
    }

    private boolean next(char c) {
        blanks();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void blanks() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String expected) {
        String found = "its end";
        if (at < text.length()) {
            char c = text.charAt(at);
            found = c > ' ' && c < 127 ? "'" + c + "'" : "character code " + (int) c;
        }
        return new IllegalArgumentException("expected " + expected + " at character " + (at + 1) + ", found " + found);
    }

    /** Appends a string as JSON, everything that is not plain ASCII escaped, so that no encoding can go wrong. */
    static void append(StringBuilder to, String value) {
        to.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                to.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                to.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    to.append(Character.forDigit(c >> shift & 15, 16));
                }
            } else {
                to.append(c);
            }
        }
        to.append('"');
    }
}

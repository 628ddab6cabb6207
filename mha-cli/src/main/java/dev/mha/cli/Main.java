package dev.mha.cli;

/** Entry of the command. */
public final class Main {
    private Main() {}

    static void main(String[] args) {
        System.out.println("mha");
    }
}

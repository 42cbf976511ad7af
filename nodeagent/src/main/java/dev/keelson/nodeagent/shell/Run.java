package dev.keelson.nodeagent.shell;

import java.util.List;
import java.util.Map;

/**
 * What came of a program up to some moment.
 *
 * @param outputs by time; of very many the last {@link Interpreter#MOST_OUTPUTS}
 * @param files path to content, at that moment
 * @param variables at that moment
 * @param isUnderstood no program was unknown
 */
public record Run(
    Ending ending,
    List<Output> outputs,
    Map<String, String> files,
    Map<String, String> variables,
    boolean isUnderstood) {}

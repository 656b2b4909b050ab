// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.List;

/**
 * A probe as its author wrote it: a function and what to fetch there, independent of any kernel.
 *
 * <pre>{@code
 * vfs_read(file->f_path.dentry->d_name.name:string, count)
 * vfs_read($retval)
 * vfs_open(mode=path->dentry->d_inode->i_mode == +0(+48(+8(%di))):u16)
 * }</pre>
 *
 * <p>A function without parentheses has no arguments. The grammar is that of {@link DefinitionParser}.
 *
 * @param text the whole definition
 * @param functionColumn where the function's name starts in the text, from 1
 * @param onReturn the probe is at the function's return: it says {@code %return} or asks for {@code $retval}
 */
public record ProbeDefinition(
        String text, String function, int functionColumn, boolean onReturn, List<ArgumentDefinition> arguments) {
    public ProbeDefinition {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads a definition.
     *
     * @throws ProbeSyntaxException if it is none
     */
    public static ProbeDefinition parse(String text) {
        return new DefinitionParser(text).definition();
    }

    @Override
    public String toString() {
        return text;
    }
}

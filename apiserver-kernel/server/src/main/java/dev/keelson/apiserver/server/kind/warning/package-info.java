/** What is allowed and unwise, as upstream's strategies warn of it. */
@NullMarked
package dev.keelson.apiserver.server.kind.warning;

import org.jspecify.annotations.NullMarked;

/**
 * What is done with objects: {@link dev.keelson.apiserver.server.verb.ObjectWriter} is the one way
 * to change one, {@link dev.keelson.apiserver.server.verb.Deletion} the one to remove it, {@link
 * dev.keelson.apiserver.server.verb.Rendering} the one to show it. The verbs of the API are thin
 * layers over these.
 */
@NullMarked
package dev.keelson.apiserver.server.verb;

import org.jspecify.annotations.NullMarked;

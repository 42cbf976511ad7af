/**
 * The API described as OpenAPI, from the schemas and the resources that are served: what {@code
 * kubectl explain} prints, and where kubectl sees whether the server validates fields. {@link
 * dev.keelson.apiserver.server.openapi.OpenApi} has a document a version in OpenAPI 3 and one of
 * all in OpenAPI 2, each made when it is first asked for and kept compressed.
 */
@NullMarked
package dev.keelson.apiserver.server.openapi;

import org.jspecify.annotations.NullMarked;

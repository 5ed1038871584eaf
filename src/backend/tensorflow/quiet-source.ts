/**
 * A native addon of one function, `load(path)`: loads a shared library and returns why it could not, or ''.
 *
 * TensorFlow's libraries greet on stderr while they are loaded, before any setting of theirs can stop it: for that
 * moment stderr goes to /dev/null.
 */
export const quietSource = `#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <stdio.h>
#include <string>
#include <unistd.h>

static napi_value Load(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument;
  napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr);
  size_t length = 0;
  napi_get_value_string_utf8(env, argument, nullptr, 0, &length);
  std::string path(length, '\\0');
  napi_get_value_string_utf8(env, argument, &path[0], length + 1, &length);

  fflush(stderr);
  const int kept = dup(STDERR_FILENO);
  const int nowhere = open("/dev/null", O_WRONLY);
  if (kept >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  const char *problem = library == nullptr ? dlerror() : "";
  fflush(stderr);
  if (kept >= 0 && nowhere >= 0) dup2(kept, STDERR_FILENO);
  if (kept >= 0) close(kept);
  if (nowhere >= 0) close(nowhere);

  napi_value result;
  napi_create_string_utf8(env, problem, NAPI_AUTO_LENGTH, &result);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value load;
  napi_create_function(env, "load", NAPI_AUTO_LENGTH, Load, nullptr, &load);
  napi_set_named_property(env, exports, "load", load);
  return exports;
}
`;

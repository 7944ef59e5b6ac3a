// Renders a Helm chart: render CHART, with one request on each line of standard input: {"release", "namespace", "values"}. Each answer is one line:
// {"objects": [{"template", "object"}], "notes"} or {"error"}.
//
// Helm itself cannot be had from the registries of this project. Its engine is Go's text/template with the functions of sprig and some of its own, and these
// two are Debian's golang-go and golang-github-masterminds-sprig-dev. It is stricter than Helm: a missing value, an unknown function, a duplicate key and
// values that the schema refuses are errors.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"github.com/xeipuuv/gojsonschema"
	"sigs.k8s.io/yaml"
)

type request struct {
	Release   string                 `json:"release"`
	Namespace string                 `json:"namespace"`
	Values    map[string]interface{} `json:"values"`
}

type rendered struct {
	Template string                 `json:"template"`
	Object   map[string]interface{} `json:"object"`
}

type answer struct {
	Objects []rendered `json:"objects,omitempty"`
	Notes   string     `json:"notes,omitempty"`
	Error   string     `json:"error,omitempty"`
}

// merge lays values over others, as Helm does: maps are merged, all else is replaced, null removes.
func merge(base, over map[string]interface{}) map[string]interface{} {
	result := map[string]interface{}{}
	for key, value := range base {
		result[key] = value
	}
	for key, value := range over {
		below, isMap := result[key].(map[string]interface{})
		above, isAlsoMap := value.(map[string]interface{})
		switch {
		case value == nil:
			delete(result, key)
		case isMap && isAlsoMap:
			result[key] = merge(below, above)
		default:
			result[key] = value
		}
	}
	return result
}

func toYaml(value interface{}) (string, error) {
	text, err := yaml.Marshal(value)
	return strings.TrimSuffix(string(text), "\n"), err
}

// functions are sprig's without access to the environment, and Helm's own.
func functions(root *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	all["toYaml"] = toYaml
	all["fromYamlArray"] = func(text string) (list []interface{}, err error) {
		return list, yaml.UnmarshalStrict([]byte(text), &list)
	}
	all["include"] = func(name string, data interface{}) (string, error) {
		var text bytes.Buffer
		err := root.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	all["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	return all
}

func readYaml(path string) (map[string]interface{}, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var value map[string]interface{}
	return value, yaml.UnmarshalStrict(text, &value)
}

func validate(chart string, values map[string]interface{}) error {
	schema, err := os.ReadFile(filepath.Join(chart, "values.schema.json"))
	if err != nil {
		return err
	}
	result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(schema), gojsonschema.NewGoLoader(values))
	if err != nil {
		return err
	}
	faults := []string{}
	for _, fault := range result.Errors() {
		faults = append(faults, fault.String())
	}
	if len(faults) > 0 {
		return fmt.Errorf("the schema refuses the values: %s", strings.Join(faults, "; "))
	}
	return nil
}

func render(chart string, asked request) (*answer, error) {
	meta, err := readYaml(filepath.Join(chart, "Chart.yaml"))
	if err != nil {
		return nil, err
	}
	defaults, err := readYaml(filepath.Join(chart, "values.yaml"))
	if err != nil {
		return nil, err
	}
	values := merge(defaults, asked.Values)
	if err := validate(chart, values); err != nil {
		return nil, err
	}
	data := map[string]interface{}{
		"Values":  values,
		"Chart":   map[string]interface{}{"Name": meta["name"], "Version": meta["version"], "AppVersion": meta["appVersion"]},
		"Release": map[string]interface{}{"Name": asked.Release, "Namespace": asked.Namespace, "Service": "Helm", "IsInstall": true, "IsUpgrade": false, "Revision": 1},
	}
	files, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	root := template.New("chart").Option("missingkey=error")
	root.Funcs(functions(root))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if _, err := root.New(filepath.Base(file)).Parse(string(text)); err != nil {
			return nil, err
		}
	}
	result := &answer{}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasPrefix(name, "_") {
			continue
		}
		var text bytes.Buffer
		if err := root.ExecuteTemplate(&text, name, data); err != nil {
			return nil, err
		}
		if strings.Contains(text.String(), "<no value>") {
			return nil, fmt.Errorf("%s: a value is missing", name)
		}
		if name == "NOTES.txt" {
			result.Notes = text.String()
			continue
		}
		for _, document := range strings.Split("\n"+text.String(), "\n---") {
			if strings.TrimSpace(document) == "" {
				continue
			}
			var object map[string]interface{}
			if err := yaml.UnmarshalStrict([]byte(document), &object); err != nil {
				return nil, fmt.Errorf("%s: %w in\n%s", name, err, document)
			}
			result.Objects = append(result.Objects, rendered{name, object})
		}
	}
	return result, nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: render CHART")
		os.Exit(64)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked request
		err := json.Unmarshal(lines.Bytes(), &asked)
		result := &answer{}
		if err == nil {
			result, err = render(os.Args[1], asked)
		}
		if err != nil {
			result = &answer{Error: err.Error()}
		}
		if err := out.Encode(result); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// What cdk-nag's rules, the rules of AWS Control Tower (by cfn-guard) and CloudFormation's own validation say about templates,
// as a JSON list of pairs: the rule and the resource. One process for all. Arguments: a directory to write to, the templates.
const fs = require('fs');
const path = require('path');
const { App, Stack, Validations } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } = require('cdk-nag');
const { CfnGuardValidator } = require('@cdklabs/cdk-validator-cfnguard');

const [out, ...templates] = process.argv.slice(2);
const app = new App({ outdir: out, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
for (const template of templates) {
    const stack = new Stack(app, path.basename(template).split('.')[0]);
    new CfnInclude(stack, 'Template', { templateFile: template });
}
const packs = [AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks].map((Pack) => new Pack(app));
Validations.of(app).addPlugins(...packs, new CfnGuardValidator());
app.synth();

const report = JSON.parse(fs.readFileSync(path.join(out, 'validation-report.json'), 'utf8'));
const findings = report.pluginReports.flatMap((judge) => judge.violations).flatMap((violation) =>
    violation.violatingConstructs.map((construct) => [violation.ruleName, construct.constructPath.split('/').pop()]));
fs.writeFileSync(path.join(out, 'findings.json'), JSON.stringify(findings));

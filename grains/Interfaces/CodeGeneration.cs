using Orleans;
using RiskMonitor.Domain;

// The domain carries attributes only; its serialisers are generated here, where Orleans is known.
[assembly: GenerateCodeForDeclaringAssembly(typeof(SchoolId))]

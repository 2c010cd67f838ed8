package org.suanchou.cli;

import java.util.List;

/** Small files as people write them, one for each thing that can be read. */
final class FuzzSeeds {
    static final String CHIP = """
            kind: chip
            id: my-npu
            name: My NPU
            vendor: Example
            launch_date: '2026-03-01'
            peak_dense_tflops: {bf16: 800, fp8: [1500, 1600]}
            peak_dense_int8_tops: 1600
            memory: {type: HBM3E, capacity_gb: 96, bandwidth_gb_per_s: 4000}
            silicon: {compute_dies_per_package: 2, total_die_area_mm2: 1600}
            counting: {chips_per_package: 1, chips_per_superchip: 2}
            tdp_w: 600
            usd_per_chip_hour: 2.5
            price: [{usd_per_chip: 30000, year: 2026}, {cny_per_chip: 120000, year: 2025}]
            cloud_price: [{cny_per_chip_hour: 12, year: 2025}]
            scale_up: {unidirectional_gb_per_s_per_chip: 400, max_domain_chips: 8, shape: mesh}
            nic_gbit_per_s_per_chip: 400
            """;

    static final String SYSTEM = """
            kind: system
            id: my-box
            chip_id: nvidia-h100-sxm5-80gb
            launch_year: 2025
            chips_per_system: 8
            scale_up_domain_chips: 8
            scale_up: {unidirectional_gb_per_s_per_chip: 450, shape: switched}
            scale_up_fabric: nvlink4
            scale_out_fabric: ib-ndr
            scale_out: {nics_per_system: 8, gbit_per_s_per_nic: 400}
            max_power_w: 10200
            racks: 1
            cooling: air
            assume: {chip-tdp: 700, pue: [1.1, 1.2]}
            price: [{usd: 300000, year: 2026}]
            """;

    static final List<String> OVERLAYS = List.of("""
            as_of: 2026-11-22
            assumptions:
            - {id: cny-per-usd, en: yuan, zh: 汇率, unit: '', least: 1, most: 20, usual: 7.2}
            - id: chip-idle-share
              en: idle
              zh: 空闲
              unit: ''
              least: 0
              most: 1
              usual: {value: [0.1, 0.14, 0.2], conf: medium, as_of: '2023'}
            sites:
            - {id: us, en: a, zh: b, assume: {usd-per-kwh: 0.07, grid-carbon: [300, 385, 400], wue: 1.8}}
            processes:
            - {id: my-node, assume: {wafer-usd: 16000, defect-density: 0.1, wafer-diameter: 300}}
            silicon:
            - {id: nvidia-h100-sxm5-80gb, process: my-node, assume: {die-area: 814, hbm-capacity: 80}}
            prices:
            - {id: nvidia-h100-sxm5-80gb, offers: [{basis: rent, year: 2026, usd: 2.1}, {basis: chip, year: 2024, cny: 180000}]}
            - {id: dgx-h100, assume: {network-share: 0.2}, offers: [{basis: server, year: 2025, usd: [250000, 300000]}]}
            fleets:
            - {id: my-fleet, en: a, zh: b, vendor: NVIDIA, default_for: [NVIDIA], first_year: 2022, assume: {chip-failures: 2}}
            """, """
            fabrics:
            - {id: nvlink4, name: NVLink 4, latency_us_one_way_small_message: 1.2,
               large_message_busbw_fraction_of_unidirectional: 0.8, unidirectional_gb_per_s_per_chip: 450,
               max_endpoints: 256, reduces_in_network: true}
            - {id: ib-ndr, name: NDR, latency_us_one_way_small_message: 2,
               large_message_busbw_fraction_of_unidirectional: [0.8, 0.9], max_endpoints: 65536}
            chips:
            - {id: nvidia-h100-sxm5-80gb, vendor: NVIDIA, peak_dense_tflops: {bf16_matrix: 989}, tdp_w: 700,
               memory: {capacity_gb: 80, bandwidth_gb_per_s: 3350}}
            """, """
            stacks:
            - {id: my-stack, name: Mine, frameworks: [mine], vendors: [NVIDIA], default_for: [NVIDIA], first_year: 2026,
               from_version: '26.06', tensor_exposed: 0.5, layer_launch_us: 20, step_ms: 10, framework_gib: 2,
               gradient_bytes: 4, fragmentation: 0.05}
            """, """
            models:
            - {id: llama-2-7b, kind: dense-decoder, layers: 32, hidden: 4096, heads: 32, kv_heads: 32, head_dim: 128, ffn: 11008,
               gated: true, vocab: 32000, tied_embeddings: false, positional: rope, max_position: 4096, norm: rmsnorm,
               training_tokens: 2000000000000, attention: [{type: full, layers: 32}]}
            """);

    static final List<String> CONFIGS = List.of("""
            {"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
             "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256, "head_dim": 128,
             "max_position_embeddings": 8192, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
             "rope_scaling": null, "rms_norm_eps": 1e-05}
            """, """
            {"model_type": "deepseek_v3", "hidden_size": 2048, "num_hidden_layers": 8, "num_attention_heads": 16,
             "intermediate_size": 6144, "moe_intermediate_size": 512, "n_routed_experts": 64, "n_shared_experts": 1,
             "num_experts_per_tok": 8, "first_k_dense_replace": 1, "n_group": 8, "topk_group": 4, "q_lora_rank": 768,
             "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 129280,
             "num_nextn_predict_layers": 1, "max_position_embeddings": 4096, "moe_layer_freq": 1}
            """, """
            {"model_type": "mixtral", "hidden_size": 1024, "num_hidden_layers": 8, "num_attention_heads": 16,
             "num_key_value_heads": 4, "intermediate_size": 3584, "num_local_experts": 8, "num_experts_per_tok": 2,
             "vocab_size": 32000, "sliding_window": null, "max_position_embeddings": 32768}
            """);

    static final String MODEL = """
            {"kind": "moe-decoder", "layers": 8, "hidden": 2048, "heads": 16, "kv_heads": 4, "head_dim": 128, "ffn": null,
             "gated": true, "vocab": 32000, "tied_embeddings": true, "positional": "rope", "max_position": 8192,
             "norm": "rmsnorm", "bias": {"qkv": true}, "mtp_layers": 1,
             "attention": [{"type": "full", "layers": 2}, {"type": "sliding", "layers": 6, "window": 1024}],
             "moe": {"experts": 16, "top_k": 2, "expert_ffn": 1024, "shared_experts": 1, "shared_ffn": 1024, "dense_layers": 1,
             "dense_ffn": 8192}}
            """;

    static final List<String> SCENARIOS = List.of("""
            model: llama-3.1-8b
            on: dgx-h100
            chips: 64
            tokens: 1.5T
            global_batch_size: 512
            seq_length: 8192
            precision: bf16
            site: us
            year: 2026
            basis: rent
            usd_per_chip_hour: 2.5
            seed: 3
            assume: {pue: 1.2, usd-per-kwh: 0.05..0.07, chip-failures: [1, 2, 3]}
            plan: {tp: 2, cp: 1, pp: 2, vp: 2, dp: 16, micro_batch_size: 1, sequence_parallel: true, zero_stage: 1,
              recompute: selective, schedule: 1f1b}
            """, """
            {"model": "deepseek-v3", "on": "h800-node", "chips": 2048, "tokens": "14.8T", "global_batch_size": 15360,
             "seq_length": 4096, "precision": "fp8", "basis": "buy", "expert_imbalance": 1.2, "days": 90, "budget": "20M",
             "plan": {"tp": 1, "pp": 16, "ep": 64, "etp": 1, "micro_batch_size": 1, "recompute": "full", "zero_stage": 1}}
            """);

    static final String COMPARISON = """
            model: llama-2-7b
            tokens: 1T
            seq_length: 4096
            global_batch_size: 256
            chips: 8
            pp: 1
            systems:
            - {on: dgx-h100, precision: bf16}
            - {on: dgx-a100, chips: 16, assume: {pue: 1.3}}
            """;

    static final String ROW = """
            {"id": "mine-1", "kind": "pretrain", "quality": "A", "model": {"ref": "llama-2-7b"}, \
            "hardware": {"chip": "h100", "chips": 8, "scale_up_domain": 8, "inter_node": {"gbit_per_s_per_chip": 400}}, \
            "parallelism": {"tp": 2, "pp": 1, "cp": 1, "dp": 4, "zero_stage": 1}, "batch": {"micro": 1, "global": 64, "seq": 4096}, \
            "precision": "bf16", "recompute": {"mode": "full", "detail": "block, 16"}, \
            "framework": {"name": "Megatron-Core", "version": "26.06", "year": 2026}, "runtime": {"cpu_offload_layers": 4}, \
            "measured": {"step_time_s": 6.6, "peak_memory_gib": 60}, "score": ["step_time_s", "peak_memory_gib"]}
            """;

    static final String SERVED = """
            {"id": "s", "kind": "serving", "model": {"ref": "llama-2-7b"}, "hardware": {"chip": "h100", "chips": 8}, \
            "parallelism": {"mode": "aggregated", "tp": 8}, "precision": {"weights": "fp8"}, "engine": {"name": "vllm"}, \
            "workload": {"isl": 1024, "osl": 128, "concurrency": 64}, "measured": {"ttft_s": 0.2}, "score": ["ttft_s"]}
            """;

    static final List<String> OPTIONS = List.of("""
            estimate
            llama-3.1-8b
            --on
            dgx-h100
            --chips=64
            --tokens=1.5T
            --global-batch-size=512
            --seq-length=8192
            --tp=2
            --pp=2
            --vp=2
            --cp=1
            --micro-batch-size=1
            --zero-stage=1
            --recompute=selective
            --schedule=1f1b
            --days=90
            --draws=100
            --seed=3
            """, """
            estimate
            deepseek-v3
            --on=h800-node
            --chips=2048
            --pp=16
            --ep=64
            --etp=1
            --expert-imbalance=1.3
            --precision=fp8
            --tokens=14.8T
            --basis=buy
            --year=2026
            --site=us
            --budget=20M
            --megawatts=5
            --max-mwh=9000
            --max-tco2=4000
            --usd-per-chip-hour=2.1
            --assume=pue=1.2
            --assume=usd-per-kwh=0.05..0.06..0.07
            --yield-model=negative-binomial:3
            --depreciation=market-value
            --draws=100
            --explain=run
            """, """
            catalog
            chips
            h100
            --lang=zh
            """);

    private FuzzSeeds() {}

    /** Products and collectives in the columns of the documented tables. */
    static List<String> tables() {
        StringBuilder products = new StringBuilder("chip,dtype,m,n,k,latency_us,source,flag\n");
        StringBuilder collectives = new StringBuilder("chip,impl,collective,ranks,bytes,latency_us\n");
        for (int m = 512; m <= 8192; m *= 2) {
            for (int n = 1024; n <= 8192; n *= 2) {
                double us = 4 + 2.0 * m * n * 4096 / 700e6;
                products.append("nvidia-h100-sxm5-80gb,bfloat16," + m + "," + n + ",4096," + us + ",made,\n");
                collectives.append("nvidia-h100-sxm5-80gb,nccl,all_reduce,8," + 1024L * m * n / 64 + ","
                        + (10 + m * (double) n / 3e4) + "\n");
            }
        }
        return List.of(products.toString(), collectives.toString());
    }
}

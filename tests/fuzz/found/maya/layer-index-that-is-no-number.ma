//Maya ASCII 2024 scene
requires maya "2024";
createNode renderLayer -n "beauty";
createNode renderLayer -n "matte";
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
connectAttr "renderLayerManager.rlmi[1ndlmi[2]" "beauty.rlid";
connectAttr "renderLayerManager.rlmi[²]" "matte.rlid";
// End of scene.ma
